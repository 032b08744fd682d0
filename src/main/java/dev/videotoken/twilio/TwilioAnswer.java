package dev.videotoken.twilio;

import com.twilio.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells an answer of Twilio's from another's: the HTTP status survives a body that is not JSON, and a redirect or a
 * proxy's page does not pass for an answer.
 */
@Component
final class TwilioAnswer {

    private final ObjectReader json;
    private final InstantSource clock;

    TwilioAnswer(JsonMapper json, InstantSource clock) {
        this.clock = clock;
        this.json = json.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Lets only a success of Twilio's pass.
     *
     * @throws TwilioCallException for everything else
     */
    void check(Response answer) {
        int status = answer.getStatusCode();
        JsonNode body = parse(answer);
        if (status < 200 || status >= 300) {
            throw TwilioCallException.refused(status, code(body), retryAfter(answer));
        }
        // A list of rooms or a room. The SDK takes a list that is none for an empty one, which would create a room.
        if (!body.path("rooms").isArray() && !body.path("sid").isString()) {
            throw TwilioCallException.unusable(status, null);
        }
    }

    private JsonNode parse(Response answer) {
        try {
            return json.readTree(answer.getContent());
        } catch (JacksonException e) {
            return json.createObjectNode().missingNode();
        }
    }

    private static @Nullable Integer code(JsonNode body) {
        JsonNode code = body.path("code");
        return code.canConvertToInt() ? code.intValue() : null;
    }

    /** In seconds or as a date; null where there is neither. */
    private @Nullable Duration retryAfter(Response answer) {
        for (Header header : answer.getHeaders()) {
            if (header.getName().equalsIgnoreCase(HttpHeaders.RETRY_AFTER)) {
                String value = header.getValue();
                return value.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : until(value);
            }
        }
        return null;
    }

    private @Nullable Duration until(String date) {
        try {
            Instant then = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            Duration left = Duration.between(clock.instant(), then);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
