/** Answers every failure as {@code application/problem+json}, and keeps the house: request ids, headers, the drain. */
@NullMarked
package dev.videotoken.web;

import org.jspecify.annotations.NullMarked;
