package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimiterTests {

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    /** Seven a minute: the next is there after 8571 ms and a bit. */
    @Test
    void waitOfLessThanAMillisecondIsToldAsASecond() {
        RateLimiter limiter = new RateLimiter(new RateLimits(7), () -> now);
        IntStream.range(0, 7).forEach(i -> spendOne(limiter));
        now = now.plusMillis(8571);
        assertThatExceptionOfType(CallerRefusedException.class)
                .isThrownBy(() -> spendOne(limiter))
                .satisfies(refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
        now = now.plusSeconds(1);
        spendOne(limiter);
    }

    private static void spendOne(RateLimiter limiter) {
        limiter.spendOne(Caller.at("203.0.113.1"), new MockHttpServletResponse());
    }
}
