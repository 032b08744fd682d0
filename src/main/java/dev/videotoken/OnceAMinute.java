package dev.videotoken;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Lets a line that could be written all the time into the log at most once a minute. Safe for many threads. */
public final class OnceAMinute {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.EPOCH);

    public OnceAMinute(InstantSource clock) {
        this.clock = clock;
    }

    public void tell(Runnable line) {
        Instant now = clock.instant();
        Instant until = quietUntil.get();
        if (!now.isBefore(until) && quietUntil.compareAndSet(until, now.plus(MINUTE))) {
            line.run();
        }
    }
}
