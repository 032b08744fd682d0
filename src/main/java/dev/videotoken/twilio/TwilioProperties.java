package dev.videotoken.twilio;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The account that pays, the key that signs, and how to reach Twilio.
 *
 * @param accountSid Account SID: AC and 32 hexadecimal digits.
 * @param apiKey SID of a Standard API key in region US1: SK and 32 hexadecimal digits.
 * @param apiSecret Secret of that key: at least 32 characters. White space around it is dropped.
 * @param baseUrl Where the Video API is.
 * @param connectTimeout Longest time to open a connection to Twilio: 100 ms to 1 min.
 * @param readTimeout Longest time for one whole call to Twilio, its answer read to the end: 100 ms to 1 min.
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
        @DefaultValue("https://video.twilio.com") BaseUrl baseUrl,

        @DefaultValue("2s")
        @DurationMin(millis = 100, message = TIMEOUT_RANGE)
        @DurationMax(minutes = 1, message = TIMEOUT_RANGE)
        Duration connectTimeout,

        @DefaultValue("3s")
        @DurationMin(millis = 100, message = TIMEOUT_RANGE)
        @DurationMax(minutes = 1, message = TIMEOUT_RANGE)
        Duration readTimeout) {

    private static final String NOT_SET = "is not set";

    private static final String TIMEOUT_RANGE = "must be 100ms to 1m";

    public TwilioProperties {
        accountSid = accountSid.strip();
        apiKey = apiKey.strip();
    }
}
