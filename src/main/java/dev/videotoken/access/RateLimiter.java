package dev.videotoken.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * How many requests each caller has left: a bucket that fills evenly. Callers who have not come for a minute have all of
 * it again, and are forgotten; so are the rarest past {@value #MOST_CALLERS}. Safe for many threads.
 */
@Component
class RateLimiter {

    static final String REMAINING = "RateLimit";

    private static final int MOST_CALLERS = 100_000;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int quota;
    private final String policy;
    private final TimeMeter time;

    /** Not private, so that a test can see its bounds. */
    final Cache<String, Bucket> buckets;

    RateLimiter(RateLimits limits, InstantSource clock) {
        this.quota = limits.tokensPerMinute();
        this.policy = "\"video-token\";q=" + quota + ";w=" + WINDOW.toSeconds();
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CALLERS)
                .expireAfterAccess(WINDOW)
                .ticker(time::currentTimeNanos)
                .build();
    }

    /**
     * Takes one request from what the caller has left, and tells in the answer's header fields what there is
     * (<a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields</a>).
     *
     * @throws CallerRefusedException if nothing is left
     */
    void spendOne(Caller caller, HttpServletResponse response) {
        if (quota == 0) {
            return;
        }
        ConsumptionProbe probe =
                buckets.get(caller.countedAs(), name -> bucket()).tryConsumeAndReturnRemaining(1);
        response.setHeader("RateLimit-Policy", policy);
        response.setHeader(
                REMAINING,
                "\"video-token\";r=" + probe.getRemainingTokens() + ";t=" + seconds(probe.getNanosToWaitForReset()));
        if (!probe.isConsumed()) {
            throw CallerRefusedException.rateLimited(Duration.ofSeconds(seconds(probe.getNanosToWaitForRefill())));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(quota).refillGreedy(quota, WINDOW))
                .build();
    }

    /** Rounded up: whoever waits so long does not wait in vain. */
    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds();
    }
}
