/**
 * Hands browsers access tokens for Twilio Video rooms that exist.
 *
 * <p>The packages, and which of them may use which:
 *
 * <pre>
 * token ──► room ──► twilio ◄── sandbox    token ──► twilio (account and key, to sign)
 * token ──► access                         page uses none of them
 * web   ──► room, access (only to map their exceptions)
 * docs  ──► room (only where it is told of rooms that end)
 *
 * nothing depends on web, token, sandbox, page or docs;
 * of this package, all may use only what keeps time (NanoTime, OnceAMinute)
 * </pre>
 */
@NullMarked
package dev.videotoken;

import org.jspecify.annotations.NullMarked;
