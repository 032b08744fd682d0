package dev.videotoken.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Boot's own settings of the operators' paths, checked at start. */
@Validated
@ConfigurationProperties("management")
record ManagementProperties(
        @DefaultValue @Valid Server server, @DefaultValue Endpoint endpoint) {

    /** @param port Port of the operators' paths: 0 (any that is free) to 65535. Without it, that of the callers. */
    record Server(
            @Min(value = 0, message = ListenerProperties.RANGE)
            @Max(value = 65_535, message = ListenerProperties.RANGE)
            @Nullable
            Integer port) {}

    record Endpoint(@DefaultValue Health health) {}

    /** @param showDetails Whether health shows when Twilio was last asked, and how it failed: never or always. */
    record Health(@DefaultValue("never") ShowDetails showDetails) {}

    enum ShowDetails {
        NEVER,
        ALWAYS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
