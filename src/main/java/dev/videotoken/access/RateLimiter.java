package dev.videotoken.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.videotoken.NanoTime;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * How many requests each caller has left: a bucket that fills evenly. Callers who have not come for a minute have all
 * of it again, and are forgotten; so are the rarest past {@value #MOST_CALLERS}. Safe for many threads.
 */
@Component
class RateLimiter {

    static final String REMAINING = "RateLimit";

    private static final int MOST_CALLERS = 20_000;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int quota;
    private final String policy;
    private final NanoTime time;

    /** Not private, so that a test can see its bounds. */
    final Cache<String, Bucket> buckets;

    RateLimiter(RateLimits limits, InstantSource clock) {
        this.quota = limits.tokensPerMinute();
        this.policy = "\"video-token\";q=" + quota + ";w=" + WINDOW.toSeconds();
        this.time = new NanoTime(clock);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CALLERS)
                .expireAfterAccess(WINDOW)
                .ticker(time::currentTimeNanos)
                .build();
    }

    /**
     * Takes one request from what the caller has left, and tells in the answer's header fields what there is (<a
     * href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields</a>).
     *
     * @return how to tell the caller where nothing is left
     */
    Optional<CallerRefusedException> spendOne(Caller caller, HttpServletResponse response) {
        if (quota == 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe =
                buckets.get(caller.countedAs(), name -> bucket()).tryConsumeAndReturnRemaining(1);
        response.setHeader("RateLimit-Policy", policy);
        response.setHeader(
                REMAINING,
                "\"video-token\";r=" + probe.getRemainingTokens() + ";t=" + seconds(probe.getNanosToWaitForReset()));
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(CallerRefusedException.rateLimited(
                        Duration.ofSeconds(seconds(probe.getNanosToWaitForRefill()))));
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
