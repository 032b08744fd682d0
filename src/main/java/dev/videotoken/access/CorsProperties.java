package dev.videotoken.access;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which web pages of other origins may ask.
 *
 * @param allowedOrigins Origins of the web pages that may ask, such as https://app.example.com; * stands for any part of
 *     the host, :[*] for any port, and * alone for every origin. Without it only pages of the service's own origin may.
 */
@Validated
@ConfigurationProperties("video.cors")
record CorsProperties(
        @DefaultValue
        List<
                        @Pattern(
                                regexp = ORIGIN,
                                message = "must be origins such as https://app.example.com, without a path, or *")
                        String>
                allowedOrigins) {

    private static final String ORIGIN =
            "\\*|[a-z][a-z0-9+.-]*://([A-Za-z0-9.*_-]+|\\[[0-9a-fA-F:]+])(:(\\d{1,5}|\\[\\*]))?";
}
