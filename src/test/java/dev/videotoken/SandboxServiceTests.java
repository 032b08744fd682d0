package dev.videotoken;

import static dev.videotoken.HttpCaller.claims;
import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.videotoken.twilio.TwilioProperties;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service in the sandbox, over HTTP: what a newcomer sees, and what nobody should. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.tomcat.connection-timeout=2s")
@ActiveProfiles("sandbox")
@ExtendWith(LogWatch.class)
class SandboxServiceTests {

    private static final String FORM =
            "POST /video-token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";

    @LocalServerPort
    private int port;

    @Autowired
    private TwilioProperties twilio;

    @Autowired
    private InstantSource clock;

    @Autowired
    private JsonMapper json;

    @Autowired
    private ServletWebServerApplicationContext service;

    private HttpCaller caller;

    @BeforeEach
    void call() {
        caller = new HttpCaller(port);
    }

    @Test
    void answersATokenForARoomThatExists() {
        HttpResponse<String> answer = caller.get("/video-token?identity=alice");
        JWTClaimsSet claims = claims(answer, twilio);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("roomSid").stringValue()).matches("RM[0-9a-f]{32}");
        assertThat(json(answer).get("roomType").stringValue()).isEqualTo("go");
        assertThat(claims.getClaim("grants")).isEqualTo(Map.of("identity", "alice", "video", Map.of("room", "myroom")));
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(json(answer).get("expiresAt").stringValue());
    }

    @Test
    void goesByTheSteadyClock() {
        assertThat(clock).isInstanceOf(SteadyClock.class);
    }

    /** Their table would be copied for whoever sends a new one. */
    @Test
    void namesInRequestsAreNotKept() {
        assertThat(json.tokenStreamFactory().isEnabled(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES))
                .isFalse();
    }

    @Test
    void connectionsAreKeptForLongerThanLoadBalancersKeepThemAndHaveSmallBuffers() {
        var connector = ((TomcatWebServer) service.getWebServer()).getTomcat().getConnector();
        assertThat(connector.getProperty("keepAliveTimeout")).isEqualTo(75_000);
        assertThat(connector.getProperty("socket.appReadBufSize")).isEqualTo("4096");
        assertThat(connector.getProperty("socket.appWriteBufSize")).isEqualTo("4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/video-token?identity=alice", "/video-token"})
    void answersSayHowLongTheyAre(String path) {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.body().getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void letsAllIntoTheSameRoom() {
        JsonNode alice = json(caller.get("/video-token?identity=alice"));
        JsonNode bob = json(caller.get("/video-token?identity=bob"));
        assertThat(bob.get("roomSid")).isEqualTo(alice.get("roomSid"));
    }

    @Test
    void healthShowsHowTheLastCallToTwilioEndedAndNoMore() {
        caller.get("/video-token?identity=alice");
        JsonNode health = json(caller.get("/actuator/health"));
        assertThat(health.at("/status").stringValue()).isEqualTo("UP");
        assertThat(health.at("/components/twilio/status").stringValue()).isEqualTo("UP");
        assertThat(health.at("/components/twilio/details").isMissingNode()).isTrue();
    }

    @Test
    void metricsTellOfTokensRoomsAndTwilioWithoutNames() {
        caller.get("/video-token?identity=alice-in-no-metric");
        caller.get("/video-token");
        String metrics = caller.get("/actuator/prometheus").body();
        assertThat(metrics)
                .containsPattern("video_tokens_total\\{outcome=\"issued\"} [1-9]")
                .containsPattern("video_tokens_total\\{outcome=\"refused\"} [1-9]")
                .containsPattern("video_rooms_total\\{outcome=\"created\",reason=\"none\"} [1-9]")
                .as("from zero, so that the first can be seen to come")
                .containsPattern("video_tokens_total\\{outcome=\"failed\"} \\d")
                .containsPattern("video_rooms_total\\{outcome=\"race_recovered\",reason=\"none\"} \\d")
                .containsPattern("video_rooms_total\\{outcome=\"stale\",reason=\"none\"} \\d")
                .containsPattern("video_rooms_total\\{outcome=\"failed\",reason=\"rejected\"} \\d")
                .containsPattern("video_rooms_total\\{outcome=\"failed\",reason=\"budget_spent\"} \\d")
                .containsPattern("twilio_calls_seconds_count\\{operation=\"list\",status=\"200\"} [1-9]")
                .containsPattern("twilio_calls_seconds_bucket\\{operation=\"list\",status=\"200\",le=\"1.0\"} [1-9]")
                .contains(
                        "resilience4j_circuitbreaker_state{",
                        "video_room_flights 0",
                        "twilio_calls_active 0",
                        "twilio_calls_max 20")
                .doesNotContain("spring_security", "not_permitted")
                .doesNotContain("alice-in-no-metric", "myroom", twilio.accountSid(), twilio.apiKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness", "/livez", "/readyz"})
    void probesAreUp(String path) {
        assertThat(json(caller.get(path)).get("status").stringValue()).isEqualTo("UP");
    }

    @Test
    void infoShowsVersionAndCommit() {
        JsonNode info = json(caller.get("/actuator/info"));
        assertThat(info.at("/build/version").stringValue()).isNotBlank();
        assumeThat(new ClassPathResource("git.properties").exists())
                .as("built where there is git")
                .isTrue();
        assertThat(info.at("/git/commit/id").stringValue()).matches("[0-9a-f]{7,}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nope",
                "/error",
                "/video-token/",
                "/VIDEO-TOKEN",
                "/video-token.json",
                "/favicon.ico",
                "/login",
                "/logout",
                "/actuator",
                "/actuator/env",
                "/actuator/metrics",
                "/actuator/beans",
                "/actuator/loggers",
                "/actuator/heapdump",
                "/actuator/sbom",
                "/actuator/sbom/application",
                "/actuator/health/nope",
                "/actuator/health/liveness/x",
                "/actuator/health/x/y/z"
            })
    void nothingElseIsThere(String path) {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:not-found");
    }

    @Test
    void problemsNameTheirPath() {
        assertThat(json(caller.get("/nope?a=b")).get("instance").stringValue()).isEqualTo("/nope");
        assertThat(caller.send("GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .as("which is no URI")
                .contains("\"instance\":\"/\"");
    }

    @Test
    void answersUtf8ToWhoeverAsksForAnotherCharset() {
        String answer = caller.send("GET /video-token?identity=a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Accept: application/json;charset=utf-16\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Type: application/json\r\n");
    }

    @Test
    void tellsWhatIsWrongWithParametersThatCannotBeRead() {
        String unreadable = "There may be at most 100 parameters, each with a name, in percent-encoded UTF-8.";
        assertDetail(caller.get("/video-token?identity=a" + "&a=b".repeat(100)), unreadable);
        assertDetail(caller.get("/video-token?identity=%FF"), unreadable);
        assertDetail(caller.get("/video-token?identity=a&=b"), unreadable);
        assertDetail(caller.post("/video-token", "a".repeat(9000)), "A form may have at most 8 KiB.");
    }

    @Test
    void takesAsMuchAsItSays() {
        assertThat(caller.get("/video-token?identity=a" + "&a=b".repeat(99)).statusCode())
                .isEqualTo(200);
        assertThat(caller.post("/video-token", "identity=a&b=" + "c".repeat(8192 - 13))
                        .statusCode())
                .isEqualTo(200);
        String deep = "{\"identity\":\"a\",\"b\":" + "[".repeat(15) + "]".repeat(15) + "}";
        assertThat(caller.send("POST", "/video-token", "application/json", deep).statusCode())
                .isEqualTo(200);
    }

    private static void assertDetail(HttpResponse<String> answer, String detail) {
        assertThat(json(answer).get("detail").stringValue()).isEqualTo(detail);
    }

    static Stream<Arguments> requestsThatAreRefused() {
        String close = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String post = "POST /video-token" + close;
        return Stream.of(
                refused("unknown method", 405, "BREW /video-token" + close + "\r\n"),
                refused(
                        "form to PUT",
                        405,
                        "PUT /video-token" + close
                                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nidentity=%ZZ"),
                refused(
                        "health accepted in UTF-16",
                        406,
                        "GET /actuator/health" + close + "Accept: application/json;charset=utf-16\r\n\r\n"),
                refused("health accepted as HTML", 406, "GET /actuator/health" + close + "Accept: text/html\r\n\r\n"),
                refused("PUT", 405, "PUT /video-token" + close + "\r\n"),
                refused("TRACE", 405, "TRACE /video-token" + close + "\r\n"),
                refused("OPTIONS of no path", 404, "OPTIONS /nope" + close + "\r\n"),
                refused("OPTIONS", 405, "OPTIONS /video-token" + close + "\r\n"),
                refused(
                        "preflight where no other origin is named",
                        405,
                        "OPTIONS /video-token" + close
                                + "Origin: https://app.example.com\r\nAccess-Control-Request-Method: POST\r\n\r\n"),
                refused(
                        "accepts nothing we have",
                        406,
                        "GET /video-token?identity=a" + close + "Accept: text/html\r\n\r\n"),
                refused("accept that is none", 406, "GET /video-token?identity=a" + close + "Accept: x\r\n\r\n"),
                refused("text", 415, post + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\na"),
                refused("type that is none", 415, post + "Content-Type: x\r\nContent-Length: 1\r\n\r\na"),
                refused("any type", 415, post + "Content-Type: */*\r\nContent-Length: 2\r\n\r\n{}"),
                refused("any text", 415, post + "Content-Type: text/*\r\nContent-Length: 1\r\n\r\na"),
                refused(
                        "charset that is none",
                        415,
                        post + "Content-Type: application/json;charset=x\r\nContent-Length: 2\r\n\r\n{}"),
                refused(
                        "form in a charset that is none",
                        415,
                        post
                                + "Content-Type: application/x-www-form-urlencoded;charset=x\r\nContent-Length: 1\r\n\r\na"),
                refused(
                        "multipart",
                        415,
                        post + "Content-Type: multipart/form-data;boundary=b\r\nContent-Length: 5\r\n\r\n--b--"),
                refused(
                        "multipart without a boundary",
                        415,
                        post + "Content-Type: multipart/form-data\r\nContent-Length: 1\r\n\r\na"),
                refused("JSON cut short", 400, post + "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"),
                refused(
                        "JSON that is not UTF-8",
                        400,
                        post + "Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"identity\":\"\u00ff\"}"),
                refused(
                        "JSON with too much after it",
                        400,
                        post + "Content-Type: application/json\r\nContent-Length: 8193\r\n\r\n{\"identity\":\"a\"}"
                                + " ".repeat(8177)),
                refused(
                        "JSON too long",
                        400,
                        post + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"a\":["
                                + "1,".repeat(49_996) + "1]}"),
                refused(
                        "JSON too deep",
                        400,
                        post + "Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n" + "[".repeat(20_000)),
                refused(
                        "JSON a little too deep",
                        400,
                        post + "Content-Type: application/json\r\nContent-Length: 53\r\n\r\n{\"identity\":\"a\",\"b\":"
                                + "[".repeat(16) + "]".repeat(16) + "}"),
                refused(
                        "form too long",
                        413,
                        post + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
                                + "a".repeat(100_000)),
                refused(
                        "form that is not percent-encoded",
                        400,
                        post
                                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nidentity=%ZZ"),
                refused(
                        "form that is not UTF-8",
                        400,
                        post
                                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nidentity=%FF"),
                refused("query that is not percent-encoded", 400, "GET /video-token?identity=%ZZ" + close + "\r\n"),
                refused(
                        "query of a form that is not percent-encoded",
                        400,
                        "POST /video-token?x=%ZZ" + close
                                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nidentity=a"),
                refused("query that is not UTF-8", 400, "GET /video-token?identity=%FF" + close + "\r\n"),
                refused("query with a surrogate", 400, "GET /video-token?identity=%ED%A0%BC" + close + "\r\n"),
                refused("query with bytes", 400, "GET /video-token?identity=\u00ff" + close + "\r\n"),
                refused("path that is not percent-encoded", 400, "GET /%ZZ" + close + "\r\n"),
                refused("path with NUL", 400, "GET /%00" + close + "\r\n"),
                refused("path with a line break", 400, "GET /actuator/health/x/%0a" + close + "\r\n"),
                refused("path with a line separator", 400, "GET /actuator/health/x/%E2%80%A8" + close + "\r\n"),
                refused("path with two slashes", 400, "GET //video-token" + close + "\r\n"),
                refused("path with a parameter", 400, "GET /video-token;a=b" + close + "\r\n"),
                refused(
                        "header with a control character",
                        400,
                        "GET /video-token?identity=a" + close + "X-Request-Id: \u0001\r\n\r\n"),
                refused(
                        "parameter with a control character",
                        400,
                        "GET /video-token?identity=a&%00=b" + close + "\r\n"),
                refused("path with a broken parameter", 400, "GET /video-token;%?identity=a" + close + "\r\n"),
                refused("probe with a broken parameter", 400, "GET /livez;%zz" + close + "\r\n"),
                refused("path above the root", 400, "GET /../etc" + close + "\r\n"),
                refused(
                        "header too large",
                        400,
                        "GET /video-token?identity=a" + close + "X: " + "a".repeat(20_000) + "\r\n\r\n"),
                refused("101 parameters", 400, "GET /video-token?identity=a" + "&a=b".repeat(100) + close + "\r\n"),
                refused("query too large", 400, "GET /video-token?identity=" + "a".repeat(20_000) + close + "\r\n"),
                refused("header that is none", 400, "GET /video-token?identity=a" + close + "a b: c\r\n\r\n"),
                refused("no host", 400, "GET /video-token?identity=a HTTP/1.1\r\nConnection: close\r\n\r\n"),
                refused(
                        "host that is none",
                        400,
                        "GET /video-token?identity=a HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"),
                refused("length that is none", 400, post + "Content-Length: x\r\n\r\n"),
                refused("coding that is none", 400, post + "Transfer-Encoding: x\r\n\r\n"),
                refused("version that is none", 400, "GET /video-token?identity=a HTTP/9.9\r\nHost: localhost\r\n\r\n"),
                refused("expectation that is none", 417, post + "Expect: x\r\nContent-Length: 0\r\n\r\n"),
                refused("no HTTP", 400, "hello\r\n\r\n"));
    }

    private static Arguments refused(String name, int status, String request) {
        return Arguments.argumentSet(name, status, request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "OPTIONS", "BREW"})
    void methodsThatAreThereAreToldToOthers(String method) {
        HttpResponse<String> answer = caller.send(method, "/video-token", "application/json", "{}");
        assertThat(answer.headers().firstValue("Allow").orElse("").split(", ?"))
                .containsExactlyInAnyOrder("GET", "HEAD", "POST");
    }

    /** Load balancers ask so. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/livez", "/readyz", "/actuator/health", "/actuator/prometheus", "/video-token?identity=alice"})
    void headIsAnsweredAsGetIs(String path) {
        HttpResponse<String> answer = caller.send("HEAD", path, "application/json", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .isEqualTo(caller.get(path).headers().firstValue("Content-Type"));
    }

    @Test
    void headIsToldWhereGetIsThere() {
        HttpResponse<String> answer = caller.send("PUT", "/livez", "application/json", "{}");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET,HEAD");
    }

    /** Tomcat refuses it, and would tell every method that a servlet may have. */
    @Test
    void noMethodIsToldToTrace() {
        assertThat(caller.send("TRACE", "/video-token", "application/json", "{}")
                        .headers()
                        .firstValue("Allow"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /video-token?identity=a HTTP/1.1\r\nHost: ", FORM + "Content-Length: 10\r\n\r\nidentity"})
    void whoIsSilentInTheMiddleOfARequestIsLetGoOf(String request) {
        assertThat(caller.sendAndStay(request)).doesNotContain(" 200 ");
    }

    @Test
    void whatIsLeftOfABodyThatWasRefusedIsReadUpToTwoMegabytes() {
        String next = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String refused = "DELETE /video-token HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
        assertThat(caller.sendAndStay(refused + "1000000\r\n\r\n" + "a".repeat(1_000_000) + next))
                .contains(" 405 ", " 200 ");
        assertThat(caller.sendAndStay(refused + "3000000\r\n\r\n" + "a".repeat(3_000_000) + next))
                .doesNotContain(" 200 ");
    }

    /** As a Prometheus asks that takes native histograms. */
    @Test
    void metricsCanBeHadAsProtobuf() {
        String type = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
        HttpResponse<String> answer = caller.get("/actuator/prometheus", "Accept", type + ";q=0.6,text/plain;q=0.3");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(is -> assertThat(is).contains("application/vnd.google.protobuf"));
        assertThat(answer.body()).contains("video_tokens_total");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/video-token?identity=a", "/livez", "/actuator/prometheus"})
    void typeOfABodyThatIsNotThereIsNotLookedAt(String path) {
        assertThat(caller.get(path, "Content-Type", "*/*").statusCode()).isEqualTo(200);
    }

    /** Browsers send them so. */
    @Test
    void charactersThatNoUriMayHaveAreTakenInAQuery() {
        assertThat(
                        caller.send(
                                "GET /video-token?identity=a|b[{}]^`\\ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"identity\":\"a|b[{}]^`\\\\\"");
    }

    @Test
    void bodyIsNotAskedForWhereItIsRefused() {
        assertThat(caller.send("POST /video-token HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void acceptOfManyKindsIsNoBugOfOurs() {
        String many = IntStream.range(10, 60).mapToObj(i -> "*/*;q=0." + i).collect(Collectors.joining(", "));
        assertThat(caller.get("/livez", "Accept", many).statusCode()).isEqualTo(406);
        assertThat(caller.get("/actuator/health/liveness?path=a,b").statusCode())
                .isEqualTo(200);
    }

    @Test
    void connectionIsKeptAfterARefusal() {
        String refused = "GET /actuator/health/liveness/x HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(caller.send(refused + "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .contains("HTTP/1.1 200 ");
    }

    /** Nothing a caller sends is our failure, an HTML page, or a word about what we are made of. */
    @ParameterizedTest
    @MethodSource("requestsThatAreRefused")
    void refusesWithAProblem(int status, String request) {
        String answer = caller.send(request);
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        JsonNode problem =
                new JsonMapper().readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        assertThat(head).startsWith("HTTP/1.1 " + status);
        assertThat(head)
                .contains(
                        "\r\nContent-Type: application/problem+json\r\n",
                        "\r\nX-Request-Id: ",
                        "\r\nCache-Control: no-store\r\n",
                        "\r\nX-Content-Type-Options: nosniff",
                        "\r\nContent-Security-Policy: default-src 'none'; ")
                .doesNotContain("\r\nVary: ");
        assertThat(problem.get("type").stringValue()).matches("urn:video-token:[a-z-]+");
        assertThat(answer).as("beginning").contains("\n{\"type\":");
        assertThat(problem.get("title").stringValue()).isNotBlank();
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").stringValue()).isNotBlank();
        assertThat(answer)
                .doesNotContainIgnoringCase("exception", "tomcat", "spring", "java", "jackson", "<html", "\tat ");
    }
}
