/**
 * Decides who may have a token, how often, and which web pages may ask: knows callers by their sign-in, or by their
 * address where nobody signs in.
 */
@NullMarked
package dev.videotoken.access;

import org.jspecify.annotations.NullMarked;
