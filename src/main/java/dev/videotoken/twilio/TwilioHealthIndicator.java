package dev.videotoken.twilio;

import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows how the last call to Twilio ended, and makes none itself. Safe for many threads. */
@Component
final class TwilioHealthIndicator implements HealthIndicator {

    private final InstantSource clock;

    private volatile Health last =
            Health.unknown().withDetail("lastCall", "none yet").build();

    /** @param clock the operator's */
    TwilioHealthIndicator(@Qualifier("wallClock") InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Health health() {
        return last;
    }

    void answered() {
        last = Health.up().withDetail("lastCall", clock.instant()).build();
    }

    void failed(TwilioCallException failure) {
        last = Health.down()
                .withDetail("lastCall", clock.instant())
                .withDetail("failure", String.valueOf(failure.getMessage()))
                .build();
    }
}
