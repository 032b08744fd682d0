package dev.videotoken.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Checks what Boot takes unchecked, and meets as a stack trace or never.
 *
 * @param port Port to listen on: 0 (any that is free) to 65535.
 * @param forwardHeadersStrategy Whether proxies tell who calls: none, or native, which takes X-Forwarded-For and
 *     X-Forwarded-Proto, or Forwarded where server.tomcat.remoteip.remote-ip-header names it, from those in
 *     server.tomcat.remoteip.internal-proxies (by default, private addresses) alone.
 */
@Validated
@ConfigurationProperties("server")
record ListenerProperties(
        @DefaultValue("8080") @Min(value = 0, message = RANGE) @Max(value = 65_535, message = RANGE)
        int port,

        @DefaultValue("none") @Pattern(regexp = "(?i)none|native", message = "must be one of none, native")
        String forwardHeadersStrategy) {

    static final String RANGE = "must be 0 to 65535";

    boolean believesProxies() {
        return forwardHeadersStrategy.equalsIgnoreCase("native");
    }
}
