package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.twilio.TwilioStub;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.stream.Stream;
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
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** Web pages of other origins, against a service whose callers sign in, and a Twilio on the wire. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "VIDEO_CORS_ALLOWED_ORIGINS=https://app.example.com, https://*.example.org, http://localhost:[*],"
                    + " https://*-*.example.net, http://[::1]:5173, capacitor://localhost",
            "video.limits.tokens-per-minute=20",
            "VIDEO_ROOM_DEADLINE=2s",
            "SERVER_FORWARD_HEADERS_STRATEGY=native"
        })
@ExtendWith(LogWatch.class)
class CrossOriginTests {

    private static final Issuer ISSUER = new Issuer("key");

    private static final String ORIGIN = "https://app.example.com";

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        TwilioStub.register(settings, wire.baseUrl());
        settings.add("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI", () -> wire.baseUrl() + "/keys");
    }

    private static int callers;

    private static final FaultyClock CLOCK = new FaultyClock();

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
    private CircuitBreaker breaker;

    private HttpCaller caller;

    @BeforeEach
    void beAnotherCaller() {
        caller = new HttpCaller(port);
        callers++;
        rooms.forget(new RoomName("myroom"));
        breaker.reset();
        wire.stubFor(WireMock.get("/keys").willReturn(WireMock.okJson(ISSUER.keySet())));
    }

    static Stream<Arguments> answers() {
        ResponseDefinitionBuilder found = WireMock.okJson(
                "{\"rooms\": [{\"sid\": \"RM1\", \"unique_name\": \"myroom\", \"status\": \"in-progress\"}]}");
        return Stream.of(
                argumentSet("200", 200, "GET", "/video-token", found),
                argumentSet("400", 400, "GET", "/video-token?room=a%2Fb", found),
                argumentSet("401", 401, "GET", "/video-token?sign-in=no", found),
                argumentSet("403", 403, "GET", "/video-token?identity=bob", found),
                argumentSet("404", 404, "GET", "/nope", found),
                argumentSet("405", 405, "DELETE", "/video-token", found),
                argumentSet("405 of OPTIONS", 405, "OPTIONS", "/video-token", found),
                argumentSet("406", 406, "XML", "/video-token", found),
                argumentSet("413", 413, "LONG", "/video-token", found),
                argumentSet("415", 415, "POST", "/video-token", found),
                argumentSet("429", 429, "OFTEN", "/video-token", found),
                argumentSet("500", 500, "BUG", "/video-token", found),
                argumentSet("502", 502, "GET", "/video-token", WireMock.unauthorized()),
                argumentSet("503", 503, "GET", "/video-token", WireMock.serverError()),
                argumentSet("504", 504, "GET", "/video-token", WireMock.ok().withFixedDelay(60_000)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyAnswerCanBeReadAndThoseOfTokensTellTheLimit(
            int status, String method, String path, ResponseDefinitionBuilder twilio) {
        wire.stubFor(WireMock.get(WireMock.urlPathEqualTo("/v1/Rooms")).willReturn(twilio));
        CLOCK.fail(method.equals("BUG"));
        String answer = send(method, path);
        CLOCK.fail(false);
        for (int i = 0; method.equals("OFTEN") && i < 20; i++) {
            answer = send(method, path);
        }
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer)
                .contains(
                        "Access-Control-Allow-Origin: " + ORIGIN + "\r\n",
                        "Vary: Origin\r\n",
                        "Access-Control-Expose-Headers: Retry-After, RateLimit, RateLimit-Policy, X-Request-Id\r\n",
                        "X-Request-Id: ")
                .doesNotContain("Access-Control-Allow-Credentials", "Set-Cookie", "Server:");
        assertThat(answer.contains("\r\nRateLimit: "))
                .isEqualTo(path.startsWith("/video-token") && !method.equals("OPTIONS"));
    }

    /** It reads no further than to what it refuses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /video-token HTTP/1.1\r\nHost: localhost\r\nOrigin: " + ORIGIN + "\r\nAuthorization: ",
                "GET /%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + ORIGIN + "\r\nX: a\r\n\r\n",
                "GET /livez;%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + ORIGIN + "\r\n\r\n"
            })
    void refusalOfTomcatsOwnCanBeReadWhereTheOriginCameBefore(String request) {
        assertThat(caller.send(request.endsWith(": ") ? request + "a".repeat(20_000) + "\r\n\r\n" : request))
                .startsWith("HTTP/1.1 400 ")
                .contains("Access-Control-Allow-Origin: " + ORIGIN + "\r\n", "Vary: Origin\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"})
    void fieldOfABrowsersThatCannotBeReadIsRefusedInWords(String field) {
        assertThat(caller.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n" + field + ": \u0001\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:video-token:invalid-request", "X-Request-Id: ", "X-Content-Type-Options: nosniff");
    }

    private String send(String method, String path) {
        String head = " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + ORIGIN
                + "\r\nX-Forwarded-For: 203.0.113." + callers + "\r\n";
        String bearer = ISSUER.rsa(Issuer.claims("caller-" + callers, claims -> claims));
        head += path.contains("sign-in=no") ? "" : "Authorization: Bearer " + bearer + "\r\n";
        return caller.send(
                switch (method) {
                    case "XML" -> "GET" + head + "Accept: application/xml\r\n\r\n";
                    case "OFTEN", "BUG" -> "GET" + head + "\r\n";
                    case "POST" -> "POST" + head + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\na";
                    case "LONG" ->
                        "POST" + head + "Content-Type: application/x-www-form-urlencoded\r\n"
                                + "Content-Length: 70000\r\n\r\n" + "a".repeat(70_000);
                    default -> method + head + "\r\n";
                });
    }

    @Test
    void preflightAllowsWhatCallersSend() {
        String answer = preflight(ORIGIN, "authorization,content-type,x-request-id");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains(
                        "Access-Control-Allow-Origin: " + ORIGIN + "\r\n",
                        "Access-Control-Allow-Methods: POST\r\n",
                        "Access-Control-Allow-Headers: authorization, content-type, x-request-id\r\n",
                        "Access-Control-Max-Age: 3600\r\n")
                .doesNotContain("RateLimit:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com",
                "http://app.example.com",
                "null",
                "https://app.example.com.evil",
                "http://[::1]:5174",
                "http://a:{p}"
            })
    void preflightOfAnotherOriginIsRefused(String origin) {
        assertThat(preflight(origin, "authorization"))
                .startsWith("HTTP/1.1 403 ")
                .contains(
                        "urn:video-token:forbidden",
                        "application/problem+json",
                        "Vary: Origin",
                        "X-Content-Type-Options: nosniff")
                .doesNotContain("Access-Control-Allow-Origin");
    }

    @Test
    void preflightForAnotherHeaderFieldIsRefused() {
        assertThat(preflight(ORIGIN, "x-other")).startsWith("HTTP/1.1 403 ").contains("urn:video-token:forbidden");
    }

    @Test
    void patternStandsForEveryHostOfADomain() {
        assertThat(preflight("https://a.example.org", "authorization"))
                .contains("Access-Control-Allow-Origin: https://a.example.org\r\n");
    }

    /** Matching takes time that grows with a power of the length. */
    @Test
    void originThatIsLongerThanAnyHostCanBeIsNotMatched() {
        String longest = "https://" + "a".repeat(253 - ".example.org".length()) + ".example.org";
        assertThat(preflight(longest, "authorization")).startsWith("HTTP/1.1 200 ");
        assertThat(preflight(longest.replace("://", "://" + "a".repeat(50)), "authorization"))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a-b.example.net", "http://[::1]:5173", "capacitor://localhost"})
    void originsOfOtherKindsMayAskToo(String origin) {
        assertThat(preflight(origin, "authorization")).contains("Access-Control-Allow-Origin: " + origin + "\r\n");
    }

    @Test
    void patternStandsForEveryPort() {
        assertThat(preflight("http://localhost:5173", "authorization"))
                .contains("Access-Control-Allow-Origin: http://localhost:5173\r\n");
    }

    @Test
    void cachesMayNotMixOriginsUpEvenWhereNoneIsNamed() {
        HttpResponse<String> answer = caller.get("/nope");
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/%61ctuator/prometheus", "/actuator"})
    void metricsAreNotForWebPages(String path) {
        assertThat(caller.get(path, "Origin", ORIGIN).headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void refusalOfTomcatsOwnUnderTheirPathIsNotForThemEither() {
        assertThat(caller.send("GET /actuator/%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + ORIGIN
                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("Access-Control-Allow-Origin");
    }

    @Test
    void preflightThatTheAnswerCouldNotRepeatIsRefused() {
        assertThat(preflight(ORIGIN, "authorization,".repeat(10) + "authorization"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(preflight(ORIGIN, "authorization,".repeat(200) + "authorization"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(preflight(ORIGIN, "authorization", "A".repeat(3_000))).startsWith("HTTP/1.1 403 ");
        assertThat(caller.get(
                        "/video-token?identity=alice", "Origin", "https://" + "a".repeat(10_000) + ".example.org"))
                .returns(403, HttpResponse::statusCode);
    }

    private String preflight(String origin, String headers) {
        return preflight(origin, headers, "POST");
    }

    private String preflight(String origin, String headers, String method) {
        return caller.send("OPTIONS /video-token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + origin
                + "\r\nAccess-Control-Request-Method: " + method + "\r\nAccess-Control-Request-Headers: " + headers
                + "\r\n\r\n");
    }
}
