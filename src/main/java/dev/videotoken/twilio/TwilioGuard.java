package dev.videotoken.twilio;

import java.util.Optional;

/** What keeps us from asking Twilio. */
@FunctionalInterface
public interface TwilioGuard {

    /** What a call would meet now that the breaker is not closed; empty where it is, and calls are made. */
    Optional<TwilioCallException> refusal();
}
