package dev.videotoken.token;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * What the access tokens are like.
 *
 * @param ttl How long a token is valid, for joining and for every reconnect: 1 min to 24 h, the most that Twilio takes.
 */
@Validated
@ConfigurationProperties("video.token")
record TokenProperties(
        @DefaultValue("4h")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(minutes = 1, message = "must be 1m to 24h")
        @DurationMax(hours = 24, message = "must be 1m to 24h")
        Duration ttl) {}
