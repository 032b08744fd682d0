package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimiterTests {

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private final RateLimiter limiter = new RateLimiter(new RateLimits(7), () -> now);

    /** Seven a minute: the next is there after 8571 ms and a bit. */
    @Test
    void waitOfLessThanAMillisecondIsToldAsASecond() {
        IntStream.range(0, 7).forEach(i -> spendOne("203.0.113.1"));
        now = now.plusMillis(8571);
        assertThat(spendOne("203.0.113.1"))
                .hasValueSatisfying(refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
        now = now.plusSeconds(1);
        assertThat(spendOne("203.0.113.1")).isEmpty();
    }

    @Test
    void zeroIsNoLimit() {
        RateLimiter unlimited = new RateLimiter(new RateLimits(0), () -> now);
        MockHttpServletResponse response = new MockHttpServletResponse();
        assertThat(unlimited.spendOne(Caller.at("203.0.113.1"), response)).isEmpty();
        assertThat(response.getHeaderNames()).isEmpty();
    }

    @Test
    void knowsNoMoreThanTwentyThousandCallers() {
        IntStream.range(0, 20_100).forEach(i -> spendOne("10.0." + i / 256 + "." + i % 256));
        assertThat(known()).isBetween(18_000L, 20_000L);
    }

    @Test
    void forgetsWhoHasNotComeForAMinute() {
        spendOne("203.0.113.1");
        now = now.plusSeconds(59);
        assertThat(known()).isOne();
        now = now.plusSeconds(1);
        assertThat(known()).isZero();
    }

    @Test
    void doesNotForgetWhoKeepsComing() {
        IntStream.range(0, 7).forEach(i -> spendOne("203.0.113.1"));
        now = now.plusSeconds(30);
        IntStream.range(0, 3).forEach(i -> assertThat(spendOne("203.0.113.1")).isEmpty());
        now = now.plusSeconds(30);
        IntStream.range(0, 4).forEach(i -> spendOne("203.0.113.1"));
        assertThat(spendOne("203.0.113.1")).isPresent();
    }

    private Optional<CallerRefusedException> spendOne(String address) {
        return limiter.spendOne(Caller.at(address), new MockHttpServletResponse());
    }

    private long known() {
        limiter.buckets.cleanUp();
        return limiter.buckets.estimatedSize();
    }
}
