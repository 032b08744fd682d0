/** Speaks to Twilio: the account's settings, the SDK's client, and the transport below it. */
@NullMarked
package dev.videotoken.twilio;

import org.jspecify.annotations.NullMarked;
