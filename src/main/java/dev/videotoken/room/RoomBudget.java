package dev.videotoken.room;

import dev.videotoken.NanoTime;
import dev.videotoken.OnceAMinute;
import dev.videotoken.room.RoomUnavailableException.Reason;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How many rooms may still be created: a bucket that fills evenly. Safe for many threads. */
@Component
class RoomBudget {

    private static final Logger log = LoggerFactory.getLogger(RoomBudget.class);

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Bucket bucket;
    private final OnceAMinute news;

    RoomBudget(RoomLimits limits, InstantSource clock) {
        int perMinute = limits.newRoomsPerMinute();
        this.news = new OnceAMinute(clock);
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(new NanoTime(clock))
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                .build();
    }

    /**
     * Takes one room out of the budget.
     *
     * @throws RoomUnavailableException if it is spent; it tells when there is one again
     */
    void spendOne() {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            // It fills, and is spent again, all the time.
            news.tell(() -> log.warn("No more rooms are created for now: VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE is spent"));
            Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
            throw new RoomUnavailableException(
                    Reason.BUDGET_SPENT, "Too many new rooms: see VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE", null, wait, null);
        }
    }

    /** For a room that came out of the budget, and was not created. */
    void giveBack() {
        bucket.addTokens(1);
    }
}
