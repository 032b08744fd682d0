package dev.videotoken.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Checks what Boot takes unchecked and meets as a stack trace.
 *
 * @param port Port to listen on: 0 (any that is free) to 65535.
 */
@Validated
@ConfigurationProperties("server")
record PortProperties(
        @DefaultValue("8080") @Min(value = 0, message = RANGE) @Max(value = 65_535, message = RANGE)
        int port) {

    private static final String RANGE = "must be 0 to 65535";
}
