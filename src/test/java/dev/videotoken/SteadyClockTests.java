package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTests {

    private static final Instant START = Instant.parse("2026-11-28T10:00:00.000700Z");

    private Instant wall = START;
    private long nanos = -5_000_000_000L;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    @Test
    void goesOnAsTimePasses() {
        nanos += Duration.ofMillis(1500).toNanos();
        assertThat(clock.instant()).isEqualTo(START.plusMillis(1500));
        assertThat(clock.millis()).isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void doesNotFollowAWallClockThatIsSet() {
        wall = wall.minus(Duration.ofHours(1));
        nanos += Duration.ofSeconds(5).toNanos();
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(5));
    }
}
