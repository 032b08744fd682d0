package dev.videotoken;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Goes on evenly from the time of its making, also where the machine's clock is set: an hour back must not keep the
 * breaker open, or a room in reuse, for an hour. Safe for many threads.
 */
final class SteadyClock implements InstantSource {

    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanos;

    /**
     * @param wall asked once
     * @param nanos as of {@link System#nanoTime()}
     */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.start = wall.instant();
        this.startNanos = nanos.getAsLong();
        this.nanos = nanos;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
