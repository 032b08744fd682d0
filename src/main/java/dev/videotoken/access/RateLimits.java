package dev.videotoken.access;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often a caller may come.
 *
 * @param tokensPerMinute Most requests for a token that a signed-in caller, or else an address, may make a minute, of
 *     this instance: so many at once, then evenly. 0: no limit. A whole campus can sit behind one address.
 */
@Validated
@ConfigurationProperties("video.limits")
record RateLimits(
        @DefaultValue("600") @Min(value = 0, message = "must be at least 0")
        int tokensPerMinute) {}
