/**
 * Hands browsers access tokens for Twilio Video rooms that exist.
 *
 * <p>The packages, and which of them may use which:
 *
 * <pre>
 * token ──► room ──► twilio ◄── sandbox       token ──► twilio (account and key, to sign)
 * web   ──► room (only to map its exception)  nothing depends on web, token or sandbox
 * </pre>
 */
@NullMarked
package dev.videotoken;

import org.jspecify.annotations.NullMarked;
