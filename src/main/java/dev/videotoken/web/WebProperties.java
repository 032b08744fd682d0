package dev.videotoken.web;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * How the service meets its callers.
 *
 * @param drainFor How long a service that is to stop still listens, while its readiness says no: 0 (not at all) to 15
 *     s.
 */
@Validated
@ConfigurationProperties("video")
record WebProperties(
        @DefaultValue("2s")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(message = "must be 0s to 15s")
        @DurationMax(seconds = 15, message = "must be 0s to 15s")
        Duration drainFor) {}
