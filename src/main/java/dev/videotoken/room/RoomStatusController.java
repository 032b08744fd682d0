package dev.videotoken.room;

import dev.videotoken.OnceAMinute;
import dev.videotoken.twilio.TwilioSignature;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What Twilio tells of the rooms that we created, by its <a
 * href="https://www.twilio.com/docs/video/api/status-callbacks">status callbacks</a>: a room that has ended is not used
 * any more. It is there only where {@code video.room.status-callback-url} is set.
 */
@Configuration(proxyBeanMethods = false)
class RoomStatusController {

    private static final Logger log = LoggerFactory.getLogger(RoomStatusController.class);

    private static final String SIGNATURE = "X-Twilio-Signature";

    /** Bytes; far more than Twilio has to tell. */
    private static final int LONGEST_BODY = 8 * 1024;

    private final RoomService rooms;
    private final TwilioSignature signature;
    private final OnceAMinute refusals;

    RoomStatusController(RoomService rooms, TwilioSignature signature, InstantSource clock) {
        this.rooms = rooms;
        this.refusals = new OnceAMinute(clock);
        this.signature = signature;
    }

    @Bean
    RouterFunction<ServerResponse> roomStatus(RoomProperties settings) {
        StatusCallback callback = settings.statusCallbackUrl();
        if (callback == null && signature.canBeChecked()) {
            throw oneWithoutTheOther("twilio.auth-token", "is of no use without VIDEO_ROOM_STATUS_CALLBACK_URL");
        }
        if (callback == null) {
            return request -> Optional.empty();
        }
        if (!signature.canBeChecked()) {
            throw oneWithoutTheOther("video.room.status-callback-url", "needs TWILIO_AUTH_TOKEN too");
        }
        return RouterFunctions.route(
                RequestPredicates.path(callback.path()), request -> receive(request, callback.url()));
    }

    private static RuntimeException oneWithoutTheOther(String name, String reason) {
        return new InvalidConfigurationPropertyValueException(name, null, reason);
    }

    private ServerResponse receive(ServerRequest request, String url) throws ServletException, IOException {
        if (!request.method().equals(HttpMethod.POST)) {
            throw new HttpRequestMethodNotSupportedException(request.method().name(), List.of("POST"));
        }
        List<Entry<String, String>> form = form(request);
        String given = Objects.requireNonNullElse(request.headers().firstHeader(SIGNATURE), "");
        if (!signature.isOf(url, form, given)) {
            // Anybody can have it written.
            refusals.tell(() -> log.info("A status callback was refused: it is not signed with TWILIO_AUTH_TOKEN"
                    + " for VIDEO_ROOM_STATUS_CALLBACK_URL"));
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "The signature is not Twilio's.");
        }
        String sid = field(form, "RoomSid");
        if (field(form, "StatusCallbackEvent").equals("room-ended") && Room.isSid(sid)) {
            ended(field(form, "RoomName"), sid);
        }
        return ServerResponse.noContent().build();
    }

    private void ended(String name, String sid) {
        try {
            rooms.ended(new RoomName(name), sid);
        } catch (IllegalArgumentException e) {
            log.debug("A room has ended whose name is none of ours");
        }
    }

    /** The body's fields alone, since the query's are part of the URL that is signed. */
    private static List<Entry<String, String>> form(ServerRequest request) throws IOException {
        byte[] body = body(request);
        if (body.length > LONGEST_BODY) {
            throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE, "The body must be at most 8 KiB.");
        }
        try {
            return Stream.of(new String(body, StandardCharsets.UTF_8).split("&"))
                    .map(field -> field.split("=", 2))
                    .map(field -> Map.entry(decode(field[0]), field.length == 1 ? "" : decode(field[1])))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The body must be percent-encoded UTF-8.");
        }
    }

    private static byte[] body(ServerRequest request) throws IOException {
        try {
            return request.servletRequest().getInputStream().readNBytes(LONGEST_BODY + 1);
        } catch (BadRequestException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The body cannot be read.");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String field(List<Entry<String, String>> form, String name) {
        return form.stream()
                .filter(field -> field.getKey().equals(name))
                .map(Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
