package dev.videotoken;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.videotoken.HttpCaller.claims;
import static dev.videotoken.HttpCaller.json;
import static dev.videotoken.twilio.TwilioStub.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The whole service against a Twilio on the wire, all of it logging at DEBUG. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "VIDEO_ROOM_DEADLINE=2s",
            "TWILIO_READ_TIMEOUT=1m",
            "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS=always"
        })
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class TwilioServiceTests {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final String ROOM = """
            {"sid": "RM1", "unique_name": "myroom", "status": "in-progress", "type": "go"}""";

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    @DynamicPropertySource
    static void credentials(DynamicPropertyRegistry settings) {
        TwilioStub.register(settings, wire.baseUrl());
    }

    @LocalServerPort
    private int port;

    @Autowired
    private TwilioProperties twilio;

    @Autowired
    private RoomService rooms;

    @Autowired
    private CircuitBreaker breaker;

    private HttpCaller caller;

    @BeforeEach
    void haveNoRoom() {
        breaker.reset();
        caller = new HttpCaller(port);
        lookUp(okJson("{\"rooms\": []}"));
        create(okJson(ROOM).withStatus(201));
        // The first call of all takes seconds, which the deadline is not about.
        token();
        rooms.forget(new RoomName("myroom"));
        wire.resetRequests();
    }

    @Test
    void roomThatIsAbsentCostsOneGetAndOnePost() {
        HttpResponse<String> answer = token();
        assertThat(claims(answer, twilio).getClaim("grants"))
                .isEqualTo(Map.of("identity", "alice", "video", Map.of("room", "myroom")));
        assertThat(json(answer).get("roomSid").stringValue()).isEqualTo("RM1");
        BasicCredentials key =
                new BasicCredentials(twilio.apiKey(), twilio.apiSecret().reveal());
        wire.verify(1, getRequestedFor(urlPathEqualTo("/v1/Rooms")).withBasicAuth(key));
        wire.verify(
                1,
                postRequestedFor(urlPathEqualTo("/v1/Rooms"))
                        .withBasicAuth(key)
                        .withFormParam("Type", equalTo("go"))
                        .withFormParam("UniqueName", equalTo("myroom")));
        assertThat(wire.getAllServeEvents()).hasSize(2);
    }

    @Test
    void roomThatIsThereCostsOneGet() {
        lookUp(okJson("{\"rooms\": [" + ROOM + "]}"));
        assertThat(json(token()).get("roomSid").stringValue()).isEqualTo("RM1");
        wire.verify(1, getRequestedFor(urlPathEqualTo("/v1/Rooms")));
        assertThat(wire.getAllServeEvents()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/page/index.html", "/page/assets/page.js", "/page.js", "/favicon.ico"})
    void outsideTheSandboxThereIsNoPageAndNoStaticFile(String path) {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:not-found");
    }

    @Test
    void whereNoAddressIsConfiguredNobodyIsToldOfRooms() {
        HttpResponse<String> answer = caller.post("/twilio/room-status", "StatusCallbackEvent=room-ended");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:not-found");
    }

    static Stream<Arguments> failures() {
        ResponseDefinitionBuilder down = aResponse().withStatus(503);
        return Stream.of(
                argumentSet("401", error(401, 20003), 502, "twilio-rejected", 20003, null),
                argumentSet("404", error(404, 20404), 502, "twilio-rejected", 20404, null),
                argumentSet("429", error(429, 20429), 503, "twilio-throttled", 20429, "5"),
                argumentSet(
                        "429, in 7 s",
                        error(429, 20429).withHeader("Retry-After", "7"),
                        503,
                        "twilio-throttled",
                        20429,
                        "7"),
                argumentSet(
                        "429, now",
                        error(429, 20429).withHeader("Retry-After", "0"),
                        503,
                        "twilio-throttled",
                        20429,
                        "1"),
                argumentSet("500", error(500, 20500), 503, "twilio-unavailable", 20500, "5"),
                argumentSet(
                        "502 HTML",
                        aResponse().withStatus(502).withBody("<html>"),
                        503,
                        "twilio-unavailable",
                        null,
                        "5"),
                argumentSet("503", down, 503, "twilio-unavailable", null, "5"),
                argumentSet(
                        "503, in 1 h",
                        aResponse().withStatus(503).withHeader("Retry-After", "3600"),
                        503,
                        "twilio-unavailable",
                        null,
                        "60"),
                argumentSet(
                        "302",
                        aResponse().withStatus(302).withHeader("Location", "/"),
                        503,
                        "twilio-unavailable",
                        null,
                        "5"),
                argumentSet("200 HTML", aResponse().withBody("<html>"), 503, "twilio-unavailable", null, "5"),
                argumentSet("200 empty", aResponse(), 503, "twilio-unavailable", null, "5"),
                argumentSet("200 {}", okJson("{}"), 503, "twilio-unavailable", null, "5"),
                argumentSet("200 truncated", okJson("{\"rooms\": [{"), 503, "twilio-unavailable", null, "5"),
                argumentSet(
                        "reset",
                        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                        503,
                        "twilio-unavailable",
                        null,
                        "5"),
                argumentSet("silence", okJson("{}").withFixedDelay(60_000), 504, "twilio-timeout", null, null),
                argumentSet(
                        "drip",
                        okJson("{\"rooms\": []}").withChunkedDribbleDelay(10, 60_000),
                        504,
                        "twilio-timeout",
                        null,
                        null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void lookUpThatFailsIsAProblemWithoutAToken(
            ResponseDefinitionBuilder answer,
            int status,
            String slug,
            @Nullable Integer code,
            @Nullable String retryAfter) {
        lookUp(answer);
        assertProblem(status, slug, code, retryAfter);
        wire.verify(0, postRequestedFor(urlPathEqualTo("/v1/Rooms")));
    }

    @Test
    void nobodyWaitsWithTheOneWhoTriesWhetherTwilioIsBack() {
        lookUp(okJson("{}").withFixedDelay(60_000));
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        var trial = CompletableFuture.supplyAsync(this::token);
        await().until(() -> wire.getAllServeEvents().size() == 1);
        assertThat(token().statusCode()).isEqualTo(503);
        assertThat(trial.join().statusCode()).isEqualTo(504);
    }

    @Test
    void typeThatTheAccountMayNotHaveIsAProblemAndTheLogSaysHowToMendIt(CapturedOutput output) {
        create(error(400, 53126));
        assertProblem(502, "twilio-rejected", 53126, null);
        assertThat(output.getOut().lines().filter(line -> line.contains(" WARN ") && line.contains("53126")))
                .singleElement()
                .asString()
                .contains("VIDEO_ROOM_FALLBACK_TYPE");
    }

    @Test
    void everyLineOfATimeoutHasTheIdOfItsRequest(CapturedOutput output) {
        lookUp(okJson("{}").withFixedDelay(60_000));
        assertThat(caller.get("/video-token?identity=alice", "X-Request-Id", "too-late")
                        .statusCode())
                .isEqualTo(504);
        await().until(() ->
                linesOf(output, "too-late").anyMatch(line -> line.contains("could not be confirmed: TIMEOUT")));
        assertThat(linesOf(output, "")).isEmpty();
    }

    private static Stream<String> linesOf(CapturedOutput output, String id) {
        return output.getOut().lines().filter(line -> line.contains(" [" + id + "] dev.videotoken.room."));
    }

    @Test
    void healthShowsTheRefusalButTheProbesStayUp() {
        lookUp(error(401, 20003));
        token();
        HttpResponse<String> health = caller.get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(json(health).at("/components/twilio/details/failure").stringValue())
                .isEqualTo("Twilio answered 401 with code 20003");
        assertThat(caller.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(caller.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }

    private void assertProblem(int status, String slug, @Nullable Integer code, @Nullable String retryAfter) {
        long start = System.nanoTime();
        HttpResponse<String> answer = token();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.multipliedBy(3));
        JsonNode problem = json(answer);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
        assertThat(problem.get("type").stringValue()).isEqualTo("urn:video-token:" + slug);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("instance").stringValue()).isEqualTo("/video-token");
        assertThat(problem.get("retryable").booleanValue()).isEqualTo(status != 502);
        assertThat(problem.has("twilioCode") ? problem.get("twilioCode").intValue() : null)
                .isEqualTo(code);
        assertThat(answer.body()).doesNotContain("eyJ", "\"token\"");
    }

    private HttpResponse<String> token() {
        return caller.get("/video-token?identity=alice");
    }

    private static void lookUp(ResponseDefinitionBuilder answer) {
        wire.stubFor(get(urlPathEqualTo("/v1/Rooms")).willReturn(answer));
    }

    private static void create(ResponseDefinitionBuilder answer) {
        wire.stubFor(post(urlPathEqualTo("/v1/Rooms")).willReturn(answer));
    }
}
