package dev.videotoken;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.videotoken.HttpCaller.json;
import static dev.videotoken.twilio.TwilioStub.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** Answers of every kind, with all switched on and Twilio on the wire, are as the contract that is served says. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "VIDEO_DOCS_ENABLED=true",
            "VIDEO_ROOM_ALLOWED=team-.*",
            "VIDEO_ROOM_DEADLINE=2s",
            "TWILIO_READ_TIMEOUT=1m",
            "video.limits.tokens-per-minute=20",
            "VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE=1",
            "VIDEO_CORS_ALLOWED_ORIGINS=https://app.example.com",
            "VIDEO_ROOM_STATUS_CALLBACK_URL=https://video.example.com/hooks/rooms",
            "VIDEO_ACCESS_REQUIRED_SCOPE=join",
            "spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_",
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI=https://issuer.example.com"
        })
@ExtendWith(LogWatch.class)
class ContractTests {

    private static final String PATH = "/video-token";

    private static final String CALLBACK = "/hooks/rooms";

    private static final String JSON = "application/json";

    private static final String ROOM = """
            {"sid": "RM1", "unique_name": "myroom", "status": "in-progress", "type": "go"}""";

    private static final Issuer ISSUER = new Issuer("first");

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static final FaultyClock CLOCK = new FaultyClock();

    @DynamicPropertySource
    static void twilioAndKeys(DynamicPropertyRegistry settings) {
        TwilioStub.register(settings, wire.baseUrl());
        settings.add("TWILIO_AUTH_TOKEN", TwilioStub::hex);
        settings.add("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI", () -> wire.baseUrl() + "/keys");
    }

    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        return CLOCK;
    }

    @LocalServerPort
    private int port;

    @Autowired
    private RoomService rooms;

    @Autowired
    private TwilioProperties twilio;

    @Autowired
    private CircuitBreaker breaker;

    private HttpCaller caller;
    private Contract contract;

    @BeforeEach
    void haveTheRoom() {
        CLOCK.moveOn(Duration.ofMinutes(1));
        breaker.reset();
        rooms.forget(new RoomName("myroom"));
        caller = new HttpCaller(port);
        contract = new Contract(caller.get("/v3/api-docs").body());
        wire.stubFor(get(urlPathEqualTo("/keys")).willReturn(okJson(ISSUER.keySet())));
        twilio(okJson("{\"rooms\": [" + ROOM + "]}"));
    }

    /** How somebody asks; for the contract's sake, by which operation. */
    private static Arguments asks(
            String name, int status, String method, Function<HttpCaller, HttpResponse<String>> ask) {
        return argumentSet(name, status, method, ask);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                asks("query", 200, "get", caller -> ask(caller, "")),
                asks("form", 200, "post", caller -> caller.post(PATH, "identity=alice", alice())),
                asks(
                        "JSON",
                        200,
                        "post",
                        caller -> caller.send("POST", PATH, JSON, "{\"identity\":\"alice\"}", alice())),
                asks(
                        "JSON without an identity",
                        200,
                        "post",
                        caller -> caller.send("POST", PATH, JSON, "{\"identity\":null}", alice())),
                asks("identity blank", 400, "get", caller -> ask(caller, "?identity=%20")),
                asks("form blank", 400, "post", caller -> caller.post(PATH, "identity=", alice())),
                asks("JSON cut short", 400, "post", caller -> caller.send("POST", PATH, JSON, "{", alice())),
                asks("no bearer token", 401, "get", caller -> caller.get(PATH)),
                asks("form without a bearer token", 401, "post", caller -> caller.post(PATH, "identity=alice")),
                asks("bearer token that is none", 401, "get", caller -> caller.get(PATH, bearer("x"))),
                asks("scope missing", 403, "get", caller -> caller.get(PATH, bearer(scope("none")))),
                asks(
                        "page of another origin",
                        403,
                        "get",
                        caller -> caller.get(PATH, "Origin", "https://evil.example")),
                asks("identity of another", 403, "get", caller -> ask(caller, "?identity=bob")),
                asks("room not on offer", 403, "get", caller -> ask(caller, "?room=other")),
                asks("another path", 404, "get", caller -> caller.get("/nope")),
                asks("another method", 405, "get", caller -> caller.send("PUT", PATH, JSON, "{}", alice())),
                asks("TRACE", 405, "get", caller -> caller.send("TRACE", PATH, JSON, "{}", alice())),
                asks("OPTIONS", 405, "get", caller -> caller.send("OPTIONS", PATH, JSON, "{}")),
                asks("HTML", 406, "get", caller -> caller.get(PATH, and(alice(), "Accept", "text/html"))),
                asks("form too long", 413, "post", caller -> caller.post(PATH, "a".repeat(70_000), alice())),
                asks("text", 415, "post", caller -> caller.send("POST", PATH, "text/plain", "alice", alice())),
                asks("too often", 429, "get", caller -> last(caller, 21)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answersAsDocumented(int status, String method, Function<HttpCaller, HttpResponse<String>> ask) {
        HttpResponse<String> answer = ask.apply(caller);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(contract.faults(method, PATH, answer)).isEmpty();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("refuses", error(401, 20003), 502, "twilio-rejected"),
                argumentSet("throttles", error(429, 20429), 503, "twilio-throttled"),
                argumentSet("is down", aResponse().withStatus(503), 503, "twilio-unavailable"),
                argumentSet("is silent", okJson("{}").withFixedDelay(60_000), 504, "twilio-timeout"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answersAsDocumentedWhenTwilio(ResponseDefinitionBuilder answer, int status, String slug) {
        twilio(answer);
        assertDocumented(ask(caller, ""), status, slug);
    }

    @Test
    void answersAsDocumentedWhenTheBudgetIsSpent() {
        twilio(okJson("{\"rooms\": []}"));
        wire.stubFor(post(urlPathEqualTo("/v1/Rooms"))
                .willReturn(okJson(ROOM.replace("myroom", "team-1")).withStatus(201)));
        assertThat(ask(caller, "?room=team-1").statusCode()).isEqualTo(200);
        assertDocumented(ask(caller, "?room=team-2"), 503, "room-budget-spent");
        twilio(okJson("{\"rooms\": [" + ROOM + "]}"));
        assertThat(ask(caller, "").statusCode()).as("of a room that is there").isEqualTo(200);
    }

    @Test
    void answersAsDocumentedWhenTheKeysCannotBeHad() {
        ask(caller, "");
        wire.stubFor(get(urlPathEqualTo("/keys")).willReturn(aResponse().withStatus(500)));
        CLOCK.moveOn(Duration.ofSeconds(11));
        String stranger = new Issuer("new").rsa(Issuer.claims("alice", claims -> claims));
        assertDocumented(caller.get(PATH, bearer(stranger)), 503, "sign-in-unavailable");
    }

    @Test
    void answersAsDocumentedWhenThereIsABugOfOurOwn() {
        CLOCK.fail(true);
        HttpResponse<String> answer = ask(caller, "");
        CLOCK.fail(false);
        assertDocumented(answer, 500, "internal");
    }

    @Test
    void callbackAnswersAsDocumented() {
        String signature = TwilioStub.sign(
                twilio.authToken().reveal(),
                "https://video.example.com" + CALLBACK + "RoomNamenoneRoomSidRM2StatusCallbackEventroom-ended");
        HttpResponse<String> answer = caller.post(
                CALLBACK, "StatusCallbackEvent=room-ended&RoomName=none&RoomSid=RM2", "X-Twilio-Signature", signature);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(contract.faults("post", CALLBACK, answer)).isEmpty();
    }

    @Test
    void callbackIsDocumentedAtItsPath() {
        assertThat(contract.at("/paths").propertyNames()).containsExactly(PATH, CALLBACK);
        assertThat(contract.faults("post", CALLBACK, caller.post(CALLBACK, "a=b", "X-Twilio-Signature", "x")))
                .isEmpty();
        assertThat(contract.faults("post", CALLBACK, caller.post(CALLBACK, "a=%ZZ", "X-Twilio-Signature", "x")))
                .isEmpty();
        assertThat(contract.faults("post", CALLBACK, caller.post(CALLBACK, "a".repeat(70_000))))
                .isEmpty();
    }

    @Test
    void callersSignInAndNeedNotNameThemselves() {
        assertThat(contract.at("/security/0/bearer").isArray()).isTrue();
        assertThat(contract.at("/components/securitySchemes/bearer/scheme").stringValue())
                .isEqualTo("bearer");
        assertThat(contract.at("/components/parameters/identity").has("required"))
                .isFalse();
        assertThat(contract.requestFaults("{\"identity\": null}")).isEmpty();
        assertThat(contract.at("/paths/~1hooks~1rooms/post/security").toString())
                .isEqualTo("[]");
    }

    @Test
    void pagesOfOtherOriginsMayReadIt() {
        HttpResponse<String> answer = caller.get("/v3/api-docs", "Origin", "https://app.example.com");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example.com");
    }

    @Test
    void isValidOpenApi() {
        assertThat(contract.faults()).isEmpty();
    }

    @Test
    void documentThatIsNotValidIsNoticed() {
        assertThat(new Contract(contract.toString().replace("\"in\":\"query\"", "\"in\":\"nowhere\"")).faults())
                .isNotEmpty();
        assertThat(new Contract(contract.toString().replace("schemas/Identity", "schemas/Nothing")).faults())
                .isNotEmpty();
        assertThat(new Contract(contract.toString().replace("\"type\":\"string\"", "\"type\":\"text\"")).faults())
                .isNotEmpty();
    }

    @Test
    void answerThatIsNotAsDocumentedIsNoticed() {
        HttpResponse<String> answer = ask(caller, "");
        assertThat(contract.faults("get", PATH, answer)).isEmpty();
        Contract other = new Contract(contract.toString().replace("roomSid", "roomId"));
        assertThat(other.faults("get", PATH, answer)).hasSizeGreaterThan(1);
        other = new Contract(contract.toString().replace("\"roomType\":", "\"kind\":"));
        assertThat(other.faults("get", PATH, answer)).hasSize(1);
        other = new Contract(contract.toString().replace("X-Request-Id", "Request-Id"));
        assertThat(other.faults("get", PATH, answer)).hasSize(1);
        other = new Contract(contract.toString().replace("no-store", "public"));
        assertThat(other.faults("get", PATH, answer)).hasSize(1);
        other = new Contract(contract.toString().replace("\"200\":", "\"201\":"));
        assertThat(other.faults("get", PATH, answer)).containsExactly("200 is not documented");
    }

    private void assertDocumented(HttpResponse<String> answer, int status, String slug) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:" + slug);
        assertThat(contract.faults("get", PATH, answer)).isEmpty();
    }

    private static HttpResponse<String> last(HttpCaller caller, int requests) {
        return Stream.generate(() -> ask(caller, ""))
                .limit(requests)
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    private static HttpResponse<String> ask(HttpCaller caller, String query) {
        return caller.get(PATH + query, alice());
    }

    private static String[] alice() {
        return bearer(scope("join"));
    }

    private static String scope(String scope) {
        return ISSUER.rsa(Issuer.claims("alice", claims -> claims.claim("scope", scope)));
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    private static String[] and(String[] headers, String... more) {
        return Stream.concat(Stream.of(headers), Stream.of(more)).toArray(String[]::new);
    }

    private static void twilio(ResponseDefinitionBuilder answer) {
        wire.stubFor(get(urlPathEqualTo("/v1/Rooms")).willReturn(answer));
    }
}
