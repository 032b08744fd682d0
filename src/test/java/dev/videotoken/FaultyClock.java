package dev.videotoken;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Moves on when told to, and is the bug of ours where a test needs one: what asks it for more than milliseconds is the room's part. */
final class FaultyClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;
    private volatile boolean fails;

    void moveOn(Duration time) {
        ahead = ahead.plus(time);
    }

    void fail(boolean whether) {
        fails = whether;
    }

    @Override
    public Instant instant() {
        if (fails) {
            throw new IllegalStateException("a bug of our own");
        }
        return Instant.now().plus(ahead);
    }

    @Override
    public long millis() {
        return Instant.now().plus(ahead).toEpochMilli();
    }
}
