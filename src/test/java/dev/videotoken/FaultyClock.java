package dev.videotoken;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Stands until it is moved on. Where a test needs a bug of our own, {@code instant()} throws; {@code millis()} never
 * does, since the rate limit and the audit ask it before the room is looked for.
 */
final class FaultyClock implements InstantSource {

    private volatile Instant now = Instant.now();
    private volatile boolean fails;

    void moveOn(Duration time) {
        now = now.plus(time);
    }

    void fail(boolean whether) {
        fails = whether;
    }

    @Override
    public Instant instant() {
        if (fails) {
            throw new IllegalStateException("a bug of our own");
        }
        return now;
    }

    @Override
    public long millis() {
        return now.toEpochMilli();
    }
}
