package dev.videotoken.twilio;

import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows how the last call to Twilio ended, and makes none itself. Safe for many threads. */
@Component
final class TwilioHealthIndicator implements HealthIndicator {

    /** The operator's: the service's own does not follow where the machine's is set. */
    private static final InstantSource WALL = InstantSource.system();

    private volatile Health last =
            Health.unknown().withDetail("lastCall", "none yet").build();

    @Override
    public Health health() {
        return last;
    }

    void answered() {
        last = Health.up().withDetail("lastCall", WALL.instant()).build();
    }

    void failed(TwilioCallException failure) {
        last = Health.down()
                .withDetail("lastCall", WALL.instant())
                .withDetail("failure", String.valueOf(failure.getMessage()))
                .build();
    }
}
