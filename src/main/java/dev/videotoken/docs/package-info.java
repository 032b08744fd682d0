/** Serves the contract of the service as a file, which describes it to programs. */
@NullMarked
package dev.videotoken.docs;

import org.jspecify.annotations.NullMarked;
