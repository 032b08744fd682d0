/**
 * Answers every failure as {@code application/problem+json}, and keeps the house: settings of the ports, what proxies
 * tell of callers, request ids, header fields for browsers, how controllers are called, the drain.
 *
 * <p>A request for a token passes these valves, and then these filters, by their order; one for health passes a filter
 * that takes its parameters away:
 *
 * <pre>
 * Forwarded, where it is named ► Tomcat's own ► count of those under way ► problems ► paths ► content types ► crowd
 * request id ► drain ► header fields ► audit (token) ► origins, OPTIONS (access) ► Spring Security: sign-in, caller, rate limit (access)
 * </pre>
 */
@NullMarked
package dev.videotoken.web;

import org.jspecify.annotations.NullMarked;
