/**
 * Answers every failure as {@code application/problem+json}, and keeps the house: settings of the ports, what proxies tell of
 * callers, request ids, header fields for browsers, the drain.
 */
@NullMarked
package dev.videotoken.web;

import org.jspecify.annotations.NullMarked;
