package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How many rooms may still be created: a bucket that fills evenly. Safe for many threads. */
@Component
class RoomBudget {

    private static final Logger log = LoggerFactory.getLogger(RoomBudget.class);

    private final Bucket bucket;
    private volatile boolean spent;

    RoomBudget(RoomLimits limits, InstantSource clock) {
        int perMinute = limits.newRoomsPerMinute();
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(new Clock(clock))
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }

    /**
     * Takes one room out of the budget.
     *
     * @throws RoomUnavailableException if it is spent; it tells when there is one again
     */
    void spendOne() {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            spent = false;
        } else {
            tellOnce();
            Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
            throw new RoomUnavailableException(
                    Reason.BUDGET_SPENT, "Too many new rooms: see VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE", null, wait, null);
        }
    }

    /** For a room that came out of the budget, and was not created. */
    void giveBack() {
        bucket.addTokens(1);
    }

    private void tellOnce() {
        if (!spent) {
            spent = true;
            log.warn("No more rooms are created for now: VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE is spent");
        }
    }

    private record Clock(InstantSource clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
