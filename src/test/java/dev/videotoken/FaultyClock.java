package dev.videotoken;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands until it is moved on, and is the bug of ours where a test needs one: what asks it for more than milliseconds is the room's part. */
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
