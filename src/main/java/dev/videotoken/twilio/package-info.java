/**
 * Speaks to Twilio: the account's settings, the SDK's client, and the transport below it.
 *
 * <p>What a call goes through:
 *
 * <pre>
 * TwilioRestClient ──► TwilioCalls ──► GuardedAttempt   ──► MeasuredAttempt          ──► TwilioTransport
 * (the SDK's)          (retries)       (breaker, places)    (metrics, check, health)     (or the sandbox's)
 * </pre>
 */
@NullMarked
package dev.videotoken.twilio;

import org.jspecify.annotations.NullMarked;
