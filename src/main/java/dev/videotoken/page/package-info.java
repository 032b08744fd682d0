/** Serves the page on which a person sees the service work, and what the page is made of. */
@NullMarked
package dev.videotoken.page;

import org.jspecify.annotations.NullMarked;
