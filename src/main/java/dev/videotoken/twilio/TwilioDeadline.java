package dev.videotoken.twilio;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Until when somebody waits for the calls that a thread makes. It is bound to the thread because the SDK stands between
 * who knows the deadline and who keeps it. Safe for many threads.
 */
@Component
public final class TwilioDeadline {

    private static final ThreadLocal<Instant> END = new ThreadLocal<>();

    private final InstantSource clock;

    TwilioDeadline(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The work, for whatever thread does it later: no call to Twilio that it makes there begins or goes on past the
     * time from now.
     */
    public <T> Supplier<T> within(Duration time, Supplier<T> work) {
        Instant end = clock.instant().plus(time);
        return () -> {
            END.set(end);
            try {
                return work.get();
            } finally {
                END.remove();
            }
        };
    }

    /** What is left, but at most this much; zero or less where the time is up. */
    Duration left(Duration most) {
        Instant until = END.get();
        Duration left = until == null ? most : Duration.between(clock.instant(), until);
        return left.compareTo(most) < 0 ? left : most;
    }
}
