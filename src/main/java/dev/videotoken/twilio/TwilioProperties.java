package dev.videotoken.twilio;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * The account that pays, the key that signs, and how to reach Twilio.
 *
 * @param accountSid Account SID: AC and 32 hexadecimal digits.
 * @param apiKey SID of a Standard API key in region US1: SK and 32 hexadecimal digits.
 * @param apiSecret Secret of that key: at least 32 characters. White space around it is dropped.
 * @param authToken The account's auth token, with which Twilio signs what it tells us: at least 32 characters. Without
 *     it Twilio is not asked to tell of rooms.
 * @param baseUrl Where the Video API is.
 * @param connectTimeout Longest time to look up Twilio's host, and again to connect to it: 100 ms to 1 min.
 * @param readTimeout Longest time for one try of a call to Twilio, from connecting to the last byte of the answer: 100
 *     ms to 1 min.
 * @param maxConcurrentCalls Most calls to Twilio at once, of this instance: 1 to 100. Further ones wait within their
 *     deadline.
 * @param breaker When not to call Twilio at all.
 */
@Validated
@ConfigurationProperties("twilio")
public record TwilioProperties(
        @DefaultValue("")
        @NotBlank(message = NOT_SET)
        @Pattern(regexp = "(AC[0-9a-fA-F]{32})?", message = "must be AC and 32 hexadecimal digits")
        String accountSid,

        @DefaultValue("")
        @NotBlank(message = NOT_SET)
        @Pattern(regexp = "(SK[0-9a-fA-F]{32})?", message = "must be SK and 32 hexadecimal digits")
        String apiKey,

        @NotNull(message = NOT_SET) Secret apiSecret,
        @Nullable Secret authToken,
        @DefaultValue("https://video.twilio.com") BaseUrl baseUrl,

        @DefaultValue("2s")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(millis = 100, message = TIMEOUT_RANGE)
        @DurationMax(minutes = 1, message = TIMEOUT_RANGE)
        Duration connectTimeout,

        @DefaultValue("3s")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(millis = 100, message = TIMEOUT_RANGE)
        @DurationMax(minutes = 1, message = TIMEOUT_RANGE)
        Duration readTimeout,

        @DefaultValue("20")
        @Min(value = 1, message = "must be 1 to 100")
        @Max(value = 100, message = "must be 1 to 100")
        int maxConcurrentCalls,

        @DefaultValue @Valid Breaker breaker) {

    /**
     * The circuit breaker. It opens on connection faults, time-outs, 408, 429, 5xx and what is no answer of Twilio's,
     * and not on refusals that are ours to correct, nor on a 429 to a create, which tells nothing of look-ups.
     *
     * @param window How many of the last tries count: 2 to 1000. It opens after half as many at the earliest.
     * @param failureRate Per cent of them that must have failed for it to open: 1 to 100.
     * @param openFor How long it stays open before one call tries again: 100 ms to 1 min.
     */
    public record Breaker(
            @DefaultValue("10")
            @Min(value = 2, message = "must be 2 to 1000")
            @Max(value = 1000, message = "must be 2 to 1000")
            int window,

            @DefaultValue("50")
            @Min(value = 1, message = "must be 1 to 100")
            @Max(value = 100, message = "must be 1 to 100")
            int failureRate,

            @DefaultValue("5s")
            @DurationUnit(ChronoUnit.SECONDS)
            @DurationMin(millis = 100, message = "must be 100ms to 1m")
            @DurationMax(minutes = 1, message = "must be 100ms to 1m")
            Duration openFor) {}

    private static final String NOT_SET = "is not set";

    private static final String TIMEOUT_RANGE = "must be 100ms to 1m";

    public TwilioProperties {
        accountSid = accountSid.strip();
        apiKey = apiKey.strip();
    }
}
