package dev.videotoken.twilio;

import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows how the last call to Twilio ended, and makes none itself. Safe for many threads. */
@Component
final class TwilioHealthIndicator implements HealthIndicator {

    private volatile Health last =
            Health.unknown().withDetail("lastCall", "none yet").build();

    @Override
    public Health health() {
        return last;
    }

    void answered() {
        last = Health.up().withDetail("lastCall", Instant.now()).build();
    }

    void failed(TwilioCallException failure) {
        last = Health.down()
                .withDetail("lastCall", Instant.now())
                .withDetail("failure", String.valueOf(failure.getMessage()))
                .build();
    }
}
