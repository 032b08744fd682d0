package dev.videotoken.twilio;

import com.twilio.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells an answer of Twilio's from another's: the HTTP status survives a body that is not JSON, and a redirect or a
 * proxy's page does not pass for an answer.
 */
@Component
final class TwilioAnswer {

    /** Seconds: 31 years, where Twilio asks for more. */
    private static final long LONGEST_WAIT = 999_999_999;

    /** What we read of a room. */
    private static final List<String> READ = List.of("sid", "unique_name", "status", "type", "account_sid");

    private final ObjectReader json;

    TwilioAnswer(JsonMapper json) {
        this.json = json.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Lets only a success of Twilio's pass, and no more of it than we read: on another field that it does not
     * understand the SDK fails, and nobody would get in (<a
     * href="https://github.com/twilio/twilio-java/issues/577">twilio-java#577</a>, <a
     * href="https://github.com/twilio/twilio-java/issues/935">#935</a>).
     *
     * @throws TwilioCallException for everything else
     */
    Response checked(Response answer) {
        int status = answer.getStatusCode();
        JsonNode body = parse(answer);
        if (status < 200 || status >= 300) {
            throw TwilioCallException.refused(status, code(body), retryAfter(answer));
        }
        return new Response(read(body, status).toString(), status, answer.getHeaders());
    }

    /** A list of rooms or a room. The SDK takes a list that is none for an empty one, which would create a room. */
    private static JsonNode read(JsonNode body, int status) {
        if (body.path("rooms") instanceof ArrayNode rooms) {
            rooms.forEach(TwilioAnswer::retainWhatIsRead);
            return JsonNodeFactory.instance.objectNode().set("rooms", rooms);
        }
        if (!body.path("sid").isString()) {
            throw TwilioCallException.unusable(status);
        }
        retainWhatIsRead(body);
        return body;
    }

    private static void retainWhatIsRead(JsonNode room) {
        if (room instanceof ObjectNode fields) {
            fields.retain(READ);
        }
    }

    private JsonNode parse(Response answer) {
        try {
            return json.readTree(answer.getContent());
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static @Nullable Integer code(JsonNode body) {
        JsonNode code = body.path("code");
        return code.canConvertToInt() ? code.intValue() : null;
    }

    /** In seconds or as a date; null where there is neither. */
    private static @Nullable Duration retryAfter(Response answer) {
        String value = header(answer, HttpHeaders.RETRY_AFTER);
        if (value.matches("\\d+")) {
            return Duration.ofSeconds(value.length() > 9 ? LONGEST_WAIT : Long.parseLong(value));
        }
        return until(value, header(answer, HttpHeaders.DATE));
    }

    /** By Twilio's clock alone: ours may be wrong. */
    private static @Nullable Duration until(String then, String now) {
        try {
            Duration left = Duration.between(instant(now), instant(then));
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Instant instant(String date) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
    }

    /** Empty where there is none. */
    private static String header(Response answer, String name) {
        return Stream.of(answer.getHeaders())
                .filter(header -> header.getName().equalsIgnoreCase(name))
                .map(Header::getValue)
                .findFirst()
                .orElse("");
    }
}
