package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static dev.videotoken.twilio.TwilioStub.calls;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.video.v1.Room;
import com.twilio.security.RequestValidator;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.twilio.TwilioStub;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What Twilio tells of rooms, behind a proxy that ends TLS; all of it logs at DEBUG. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "VIDEO_ROOM_STATUS_CALLBACK_URL=https://video.example.com/hooks/rooms?from=twilio",
            "VIDEO_ROOM_RECHECK_AFTER=5m"
        })
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class RoomStatusTests {

    private static final String AUTH_TOKEN = TwilioStub.hex();

    private static final String URL = "https://video.example.com/hooks/rooms?from=twilio";

    private static final String PATH = "/hooks/rooms?from=twilio";

    @DynamicPropertySource
    static void authToken(DynamicPropertyRegistry settings) {
        settings.add("TWILIO_AUTH_TOKEN", () -> AUTH_TOKEN);
    }

    @LocalServerPort
    private int port;

    @Autowired
    private RoomService rooms;

    @Autowired
    private TwilioRestClient twilio;

    @Autowired
    private MeterRegistry meters;

    @TestBean
    private InstantSource clock;

    private static volatile Duration ahead = Duration.ZERO;

    static InstantSource clock() {
        return () -> Instant.now().plus(ahead);
    }

    private HttpCaller caller;

    @BeforeEach
    void holdTheRoom() {
        caller = new HttpCaller(port);
        rooms.forget(new RoomName("myroom"));
        token();
    }

    @Test
    void roomThatHasEndedIsNotUsedAnyMore() {
        String ended = sid();
        long calls = calls(meters);
        assertThat(sid()).isEqualTo(ended);
        assertThat(calls(meters)).isEqualTo(calls);
        Room.updater(ended, Room.RoomStatus.COMPLETED).update(twilio);
        HttpResponse<String> answer = tell(event("room-ended", ended));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(sid()).isNotEqualTo(ended);
    }

    @Test
    void endOfAnotherRoomOfThatNameOrOfOneThatIsNotHeldChangesNothing() {
        long calls = calls(meters);
        assertThat(tell(event("room-ended", "RMother")).statusCode()).isEqualTo(204);
        Map<String, String> other = event("room-ended", sid());
        other.put("RoomName", "other");
        assertThat(tell(other).statusCode()).isEqualTo(204);
        sid();
        assertThat(calls(meters)).isEqualTo(calls);
    }

    @Test
    void replayOfAnEndDoesNoHarmToTheNextRoom() {
        String ended = sid();
        Room.updater(ended, Room.RoomStatus.COMPLETED).update(twilio);
        Map<String, String> end = event("room-ended", ended);
        tell(end);
        String next = sid();
        long calls = calls(meters);
        tell(end);
        assertThat(sid()).isEqualTo(next).isNotEqualTo(ended);
        assertThat(calls(meters)).isEqualTo(calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"participant-connected", "something-new", ""})
    void otherEventsAndFieldsAreTakenNoteOf(String event) {
        long calls = calls(meters);
        Map<String, String> fields = event(event, sid());
        fields.put("NewField", "é & more");
        assertThat(tell(fields).statusCode()).isEqualTo(204);
        sid();
        assertThat(calls(meters)).isEqualTo(calls);
    }

    @Test
    void signatureOfTheSdkItselfIsTaken() {
        Map<String, String> fields = event("room-created", sid());
        String signature = sign(URL, fields);
        assertThat(new RequestValidator(AUTH_TOKEN).validate(URL, fields, signature))
                .isTrue();
        assertThat(tell(fields, signature).statusCode()).isEqualTo(204);
    }

    @Test
    void portMayBeSpelledOut() {
        Map<String, String> fields = event("room-created", sid());
        String signature = sign("https://video.example.com:443/hooks/rooms?from=twilio", fields);
        assertThat(tell(fields, signature).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://video.example.com/hooks/rooms?from=twilio",
                "https://video.example.com/hooks/rooms",
                "https://video.example.com/hooks/rooms?from=other",
                "https://video.example.com:8443/hooks/rooms?from=twilio",
                "https://localhost/hooks/rooms?from=twilio"
            })
    void signatureOfAnotherUrlIsRefused(String url) {
        Map<String, String> fields = event("room-ended", sid());
        assertRefused(tell(fields, sign(url, fields)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "\u00e9"})
    void otherSignaturesAreRefused(String signature) {
        assertRefused(tell(event("room-ended", sid()), signature));
    }

    @Test
    void missingSignatureIsRefused() {
        assertRefused(caller.post(PATH, form(event("room-ended", sid()))));
    }

    @Test
    void refusalIsToldInTheLogWithWhatToCheck(CapturedOutput output) {
        // It is told once a minute, and other tests have had it told.
        ahead = ahead.plusMinutes(2);
        tell(event("room-ended", sid()), "other");
        tell(event("room-ended", sid()), "other");
        assertThat(output.getOut().lines().filter(line -> line.contains(" INFO ") && line.contains("callback")))
                .singleElement()
                .asString()
                .contains("TWILIO_AUTH_TOKEN", "VIDEO_ROOM_STATUS_CALLBACK_URL");
    }

    @Test
    void bodyThatIsNotTheSignedOneIsRefused() {
        Map<String, String> fields = event("room-ended", sid());
        String signature = sign(URL, fields);
        fields.put("RoomSid", "RMother");
        assertRefused(tell(fields, signature));
    }

    @Test
    void fieldsOfTheQueryAreNotOfTheBody() {
        Map<String, String> fields = event("room-created", sid());
        String signature = sign(URL, fields);
        HttpResponse<String> answer =
                caller.post(PATH + "&RoomSid=RMother", form(fields), "X-Twilio-Signature", signature);
        assertThat(answer.statusCode()).isEqualTo(204);
    }

    @Test
    void fieldThatComesTwiceIsSignedTwice() {
        String signature = TwilioStub.sign(AUTH_TOKEN, URL + "KeyaKeybStatusCallbackEventnone");
        assertThat(caller.post(PATH, "Key=b&StatusCallbackEvent=none&Key=a", "X-Twilio-Signature", signature)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void tooLongABodyIsRefused() {
        HttpResponse<String> answer = caller.post(PATH, "a=" + "b".repeat(1_000_000), "X-Twilio-Signature", "x");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:content-too-large");
    }

    @Test
    void bodyThatIsNotPercentEncodedIsRefused() {
        assertThat(caller.post(PATH, "a=%ZZ", "X-Twilio-Signature", "x").statusCode())
                .isEqualTo(400);
    }

    @Test
    void bodyThatIsNoHttpIsRefusedAndNoBugOfOurs(CapturedOutput output) {
        String answer = caller.send("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(output).doesNotContain("A bug in this service");
    }

    @Test
    void onlyPostIsThere() {
        HttpResponse<String> answer = caller.get(PATH);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    private void assertRefused(HttpResponse<String> answer) {
        long calls = calls(meters);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:forbidden");
        sid();
        assertThat(calls(meters)).isEqualTo(calls);
    }

    private HttpResponse<String> tell(Map<String, String> fields) {
        return tell(fields, sign(URL, fields));
    }

    /** As the proxy passes it on: to another host, and without TLS. */
    private HttpResponse<String> tell(Map<String, String> fields, String signature) {
        return caller.post(PATH, form(fields), "X-Twilio-Signature", signature);
    }

    private static Map<String, String> event(String name, String sid) {
        return new TreeMap<>(Map.of(
                "StatusCallbackEvent", name,
                "RoomName", "myroom",
                "RoomSid", sid,
                "RoomStatus", "completed",
                "SequenceNumber", "1"));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String sign(String url, Map<String, String> fields) {
        return TwilioStub.sign(
                AUTH_TOKEN,
                url
                        + fields.entrySet().stream()
                                .map(field -> field.getKey() + field.getValue())
                                .collect(Collectors.joining()));
    }

    private String sid() {
        return json(token()).get("roomSid").stringValue();
    }

    private HttpResponse<String> token() {
        return caller.get("/video-token?identity=alice");
    }
}
