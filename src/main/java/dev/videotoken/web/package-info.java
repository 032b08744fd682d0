/** Turns every failure into {@code application/problem+json}. */
@NullMarked
package dev.videotoken.web;

import org.jspecify.annotations.NullMarked;
