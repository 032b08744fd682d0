package dev.videotoken;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.videotoken.HttpCaller.claims;
import static dev.videotoken.HttpCaller.json;
import static dev.videotoken.twilio.TwilioStub.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What callers get for everything that can go wrong with Twilio, in each state that the room can be in. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"VIDEO_ROOM_DEADLINE=8s", "TWILIO_READ_TIMEOUT=2s", "TWILIO_BREAKER_WINDOW=1000"})
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class TwilioBadDaysTests {

    /**
     * For a room that was never seen (cold), one that was seen within recheck-after (in reuse), and one that was seen
     * before that, but within stale-for (stale): the answer, and how many GET + POST Twilio was asked. Where the create
     * fails, Twilio has said that the room is not there: nothing stale is used then.
     */
    private static final String TABLE = """
        failure       | call    | cold                           | in reuse       | stale
        refused       | look-up | 503 twilio-unavailable     3+0 | 200 token  0+0 | 200 token                  3+0
        reset         | look-up | 503 twilio-unavailable     3+0 | 200 token  0+0 | 200 token                  3+0
        silence       | look-up | 504 twilio-timeout         1+0 | 200 token  0+0 | 200 token                  1+0
        slow drip     | look-up | 504 twilio-timeout         1+0 | 200 token  0+0 | 200 token                  1+0
        500           | look-up | 503 twilio-unavailable     3+0 | 200 token  0+0 | 200 token                  3+0
        502 HTML      | look-up | 503 twilio-unavailable     3+0 | 200 token  0+0 | 200 token                  3+0
        503           | look-up | 503 twilio-unavailable     3+0 | 200 token  0+0 | 200 token                  3+0
        503 in 120 s  | look-up | 503 twilio-unavailable     1+0 | 200 token  0+0 | 200 token                  1+0
        429           | look-up | 503 twilio-throttled       3+0 | 200 token  0+0 | 200 token                  3+0
        200 truncated | look-up | 503 twilio-unavailable     1+0 | 200 token  0+0 | 200 token                  1+0
        200 empty     | look-up | 503 twilio-unavailable     1+0 | 200 token  0+0 | 200 token                  1+0
        401           | look-up | 502 twilio-rejected        1+0 | 200 token  0+0 | 502 twilio-rejected        1+0
        53126         | look-up | 502 twilio-rejected        1+0 | 200 token  0+0 | 502 twilio-rejected        1+0
        refused       | create  | 503 twilio-unavailable     1+1 | 200 token  0+0 | 503 twilio-unavailable     1+1
        reset         | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        silence       | create  | 504 twilio-timeout         2+1 | 200 token  0+0 | 504 twilio-timeout         2+1
        slow drip     | create  | 504 twilio-timeout         2+1 | 200 token  0+0 | 504 twilio-timeout         2+1
        500           | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        502 HTML      | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        503           | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        503 in 120 s  | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        429           | create  | 503 twilio-throttled       1+3 | 200 token  0+0 | 503 twilio-throttled       1+3
        200 truncated | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        200 empty     | create  | 503 twilio-unavailable     2+1 | 200 token  0+0 | 503 twilio-unavailable     2+1
        401           | create  | 502 twilio-rejected        1+1 | 200 token  0+0 | 502 twilio-rejected        1+1
        53126         | create  | 502 twilio-rejected        1+1 | 200 token  0+0 | 502 twilio-rejected        1+1
        """;

    /** No row comes to it: each ends by what Twilio does, or by the read time-out. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final String ROOM = """
            {"sid": "RM1", "unique_name": "myroom", "status": "in-progress", "type": "go"}""";

    private static final String ROOMS = "{\"rooms\": [" + ROOM + "]}";

    private static final String NO_ROOMS = "{\"rooms\": []}";

    private static final Map<String, ResponseDefinitionBuilder> FAILURES = Map.ofEntries(
            Map.entry("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
            Map.entry("silence", okJson(ROOMS).withFixedDelay(60_000)),
            Map.entry("slow drip", okJson(ROOMS).withChunkedDribbleDelay(10, 60_000)),
            Map.entry("500", error(500, 20500)),
            Map.entry("502 HTML", aResponse().withStatus(502).withBody("<html>")),
            Map.entry("503", aResponse().withStatus(503)),
            Map.entry("503 in 120 s", aResponse().withStatus(503).withHeader("Retry-After", "120")),
            Map.entry("429", error(429, 20429)),
            Map.entry("200 truncated", okJson("{\"rooms\": [{")),
            Map.entry("200 empty", aResponse()),
            Map.entry("401", error(401, 20003)),
            Map.entry("53126", error(400, 53126)));

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static TwilioLine line;
    private static volatile Duration ahead = Duration.ZERO;

    @DynamicPropertySource
    static void credentials(DynamicPropertyRegistry settings) {
        line = new TwilioLine(wire.getPort());
        TwilioStub.register(settings, line.baseUrl());
    }

    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        return () -> Instant.now().plus(ahead);
    }

    @LocalServerPort
    private int port;

    @Autowired
    private TwilioProperties twilio;

    @Autowired
    private RoomService rooms;

    @Autowired
    private MeterRegistry meters;

    private HttpCaller caller;

    @BeforeEach
    void call() {
        caller = new HttpCaller(port);
    }

    @AfterAll
    static void cut() {
        line.close();
    }

    static Stream<Arguments> table() {
        return TABLE.lines()
                .skip(1)
                .map(row -> row.split(" *\\| *"))
                .flatMap(cells -> Stream.of("cold", "in reuse", "stale").map(state -> row(cells, state)));
    }

    private static Arguments row(String[] cells, String state) {
        String[] expected = cells[
                Arrays.asList("failure", "call", "cold", "in reuse", "stale").indexOf(state)].split("\\s+");
        return argumentSet(
                cells[0] + " at the " + cells[1] + ", " + state,
                cells[0],
                cells[1],
                state,
                expected[0],
                expected[1],
                expected[2]);
    }

    @ParameterizedTest
    @MethodSource("table")
    void answersByTheTable(
            String failure,
            String call,
            String state,
            int status,
            String outcome,
            String upstream,
            CapturedOutput output) {
        bringTheRoomInto(state);
        fail(failure, call);
        int gets = asked("list");
        int posts = asked("create");
        long start = System.nanoTime();
        HttpResponse<String> answer = caller.get("/video-token?identity=alice");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat((asked("list") - gets) + "+" + (asked("create") - posts)).isEqualTo(upstream);
        if (outcome.equals("token")) {
            assertThat(claims(answer, twilio).getClaim("grants"))
                    .isEqualTo(Map.of("identity", "alice", "video", Map.of("room", "myroom")));
            String unsure = state.equals("stale") ? ", stale" : "";
            assertThat(output.getOut().lines().filter(line -> line.contains("Token ")))
                    .last()
                    .asString()
                    .contains("Token issued: identity \"alice\", room myroom (RM1" + unsure + "), ");
        } else {
            assertThat(output).contains("Token failed: identity \"alice\", room myroom (-), ");
            assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:" + outcome);
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
            assertThat(answer.body()).doesNotContain("eyJ", "\"token\"");
        }
    }

    private void bringTheRoomInto(String state) {
        line.mend();
        rooms.forget(new RoomName("myroom"));
        if (!state.equals("cold")) {
            lookUp(okJson(ROOMS));
            assertThat(caller.get("/video-token?identity=alice").statusCode()).isEqualTo(200);
        }
        if (state.equals("stale")) {
            ahead = ahead.plusSeconds(10);
        }
    }

    private static void fail(String failure, String call) {
        boolean looksUp = call.equals("look-up");
        if (failure.equals("refused")) {
            lookUp(okJson(NO_ROOMS));
            line.cutAfter(looksUp ? 0 : 1);
        } else if (looksUp) {
            lookUp(FAILURES.get(failure));
        } else {
            lookUp(okJson(NO_ROOMS));
            wire.stubFor(post(urlPathEqualTo("/v1/Rooms")).willReturn(FAILURES.get(failure)));
        }
    }

    private static void lookUp(ResponseDefinitionBuilder answer) {
        wire.stubFor(get(urlPathEqualTo("/v1/Rooms")).willReturn(answer.withHeader("Connection", "close")));
    }

    /** Tries, those included that no Twilio was there to see. */
    private int asked(String operation) {
        return meters.find("twilio.calls").tag("operation", operation).timers().stream()
                .mapToInt(timer -> Math.toIntExact(timer.count()))
                .sum();
    }
}
