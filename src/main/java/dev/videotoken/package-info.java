/**
 * Hands browsers access tokens for Twilio Video rooms that exist.
 *
 * <p>The packages, and which of them may use which:
 *
 * <pre>
 * token ──► room ──► twilio ◄── sandbox    token ──► twilio (account and key, to sign)
 * token ──► access                         nothing depends on web, token or sandbox
 * web   ──► room, access (only to map their exceptions)
 * </pre>
 */
@NullMarked
package dev.videotoken;

import org.jspecify.annotations.NullMarked;
