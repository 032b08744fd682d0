package dev.videotoken.access;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which web pages of other origins may ask.
 *
 * @param allowedOrigins Origins of the web pages that may ask, such as https://app.example.com; * stands for any part
 *     of the host (twice in one at most, since matching takes its time), :[*] for any port, and * alone for every
 *     origin. Without it no page of another origin can read an answer. As browsers send them: in lower case, and
 *     without the port that goes without saying.
 */
@Validated
@ConfigurationProperties("video.cors")
record CorsProperties(
        @DefaultValue
        List<
                        @Pattern(
                                regexp = ORIGIN,
                                message =
                                        "must be origins such as https://app.example.com, without a path, in lower case, without :443 or :80, with no more than two * in a host, or *")
                        String>
                allowedOrigins) {

    private static final String ORIGIN =
            "\\*|(?!https:.*:443$|http:.*:80$)[a-z][a-z0-9+.-]*://((?=[^:])[a-z0-9._-]*(\\*[a-z0-9._-]*){0,2}|\\[[0-9a-f:]+])(:([1-6]?\\d{1,4}|\\[\\*]))?";
}
