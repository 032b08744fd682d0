package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What is logged of each request, with everything at DEBUG. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "logging.level.root=debug",
            "SERVER_FORWARD_HEADERS_STRATEGY=native",
            "VIDEO_ROOM_ALLOWED=[a-z]+",
            "VIDEO_ROOM_RECHECK_AFTER=0s"
        })
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class AuditTests {

    @LocalServerPort
    private int port;

    private HttpCaller caller;

    @BeforeEach
    void call() {
        caller = new HttpCaller(port);
    }

    @Test
    void oneLineTellsOfAToken(CapturedOutput output) throws Exception {
        HttpResponse<String> answer = caller.get("/video-token?identity=Zo%C3%AB&room=mine", "X-Request-Id", "from-me");
        String token = json(answer).get("token").stringValue();
        String fingerprint = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)))
                .substring(0, 12);
        assertThat(linesWith(output, "Zoë"))
                .singleElement()
                .asString()
                .matches("\\S+  INFO \\[from-me] \\S+\\.TokenAuditFilter +: Token issued.*")
                .contains("Token issued: identity \"Zoë\", room mine ("
                        + json(answer).get("roomSid").stringValue() + "), caller \"address:127.0.0.1\", token "
                        + fingerprint + ", status 200, ");
    }

    @Test
    void asJsonTheLineHasItsPartsAsFields() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.videotoken.token.TokenAuditFilter");
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        OutputStreamAppender<ILoggingEvent> json = asJson(logger.getLoggerContext(), lines);
        logger.addAppender(json);
        try {
            JsonNode answer =
                    json(caller.get("/video-token?identity=Zo%C3%AB%22&room=mine", "X-Request-Id", "from-me"));
            JsonNode line = new ObjectMapper().readTree(lines.toByteArray());
            assertThat(line.get("requestId").stringValue()).isEqualTo("from-me");
            assertThat(line.get("outcome").stringValue()).isEqualTo("issued");
            assertThat(line.get("identity").stringValue()).isEqualTo("Zoë\"");
            assertThat(line.get("room").stringValue()).isEqualTo("mine");
            assertThat(line.get("roomSid")).isEqualTo(answer.get("roomSid"));
            assertThat(line.get("stale").booleanValue()).isFalse();
            assertThat(line.get("caller").stringValue()).isEqualTo("address:127.0.0.1");
            assertThat(line.get("token").stringValue()).matches("[0-9a-f]{12}");
            assertThat(line.get("status").intValue()).isEqualTo(200);
            assertThat(line.get("millis").isIntegralNumber()).isTrue();
            assertThat(line.get("reason").isNull()).isTrue();
            lines.reset();
            caller.get("/video-token?identity=Zo%C3%AB&room=A");
            assertThat(new ObjectMapper()
                            .readTree(lines.toByteArray())
                            .get("reason")
                            .stringValue())
                    .isEqualTo("room-not-allowed");
        } finally {
            logger.detachAppender(json);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> asJson(LoggerContext context, OutputStream lines) {
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setFormat("ecs");
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(lines);
        appender.start();
        return appender;
    }

    @Test
    void oneLineTellsOfARefusal(CapturedOutput output) {
        caller.get("/video-token?identity=no-such-caller&room=A");
        assertThat(linesWith(output, "no-such-caller"))
                .singleElement()
                .asString()
                .contains("Token refused: identity \"no-such-caller\", room A (-), caller \"address:127.0.0.1\","
                        + " token -, status 403 (room-not-allowed), ");
    }

    @Test
    void identityOfABodyIsInNoOtherLine(CapturedOutput output) {
        String head = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String json = "{\"identity\": \"json-caller\"}";
        caller.post("/video-token", "identity=form-caller");
        caller.send("POST /video-token" + head + "Content-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json);
        caller.send("GET /video-token?identity=broken-caller%ZZ" + head + "\r\n");
        caller.send("GET /video-token?identity=a" + head + "X-Request-Id: header-caller\u00ff\r\n\r\n");
        caller.send("GET /video-token?identity=raw-caller\u00eb" + head + "\r\n");
        caller.send("GET /video-token?identity=a" + head + "Authorization : Bearer bearer-caller\r\n\r\n");
        caller.send("GET /video-token?identity=a" + head + "Cookie: a={cookie-caller\"}\r\n\r\n");
        assertThat(linesWith(output, "form-caller")).hasSize(1);
        assertThat(linesWith(output, "json-caller")).hasSize(1);
        assertThat(output)
                .doesNotContain("broken-caller", "header-caller", "raw-caller", "bearer-caller", "cookie-caller");
    }

    @Test
    void whatCannotBeReadIsNotLogged(CapturedOutput output) {
        caller.get("/video-token?identity=never%0Alogged");
        assertThat(linesWith(output, "Token refused"))
                .singleElement()
                .asString()
                .contains(
                        "Token refused: identity -, room - (-), caller \"address:127.0.0.1\", token -, status 400 (invalid-request), ");
        assertThat(output).doesNotContain("never", "logged\n");
    }

    /** A line separator and a right-to-left override are no control characters, but an identity may have them. */
    @Test
    void identityCannotForgeALineOrAField(CapturedOutput output) {
        caller.get("/video-token?identity=a%22%2C%20room%20other%E2%80%A8%E2%80%AEb%5C");
        assertThat(linesWith(output, "Token issued"))
                .singleElement()
                .asString()
                .contains("identity \"a\\\", room other\\u{2028}\\u{202e}b\\\\\", room myroom ");
    }

    @Test
    void addressThatIsNoneIsNotTold(CapturedOutput output) {
        caller.get("/video-token?identity=a", "X-Forwarded-For", "a\" token 123");
        assertThat(linesWith(output, "Token issued"))
                .singleElement()
                .asString()
                .contains("caller \"address:unknown\", token ");
    }

    @Test
    void everyLineOfARequestHasItsIdAndSoHasItsAnswer(CapturedOutput output) {
        HttpResponse<String> answer = caller.get("/video-token?identity=a&room=newroom");
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(id).matches("[0-9a-f]{16}");
        assertThat(linesWith(output, "Created room newroom"))
                .singleElement()
                .asString()
                .contains("[" + id + "]");
        assertThat(linesWith(output, "Token issued")).singleElement().asString().contains("[" + id + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_0.9", "01234567-01234567-01234567-01234567-01234567-01234567-0123456789"})
    void wellFormedIdIsKept(String id) {
        assertThat(caller.get("/livez", "X-Request-Id", id).headers().firstValue("X-Request-Id"))
                .hasValue(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "with space", "a/b", "01234567-01234567-01234567-01234567-01234567-01234567-0123456789a"})
    void malformedIdIsReplaced(String id) {
        assertThat(caller.get("/livez", "X-Request-Id", id).headers().firstValue("X-Request-Id"))
                .hasValueSatisfying(made -> assertThat(made).matches("[0-9a-f]{16}"));
    }

    @Test
    void requestThatIsRefusedBeforeItIsReadHasAnIdToo(CapturedOutput output) {
        assertThat(caller.send("GET /%ZZ HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: mine\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("X-Request-Id: mine\r\n");
        assertThat(output).containsPattern("INFO \\[mine] .*A request was refused before it was read, status 400");
    }

    @Test
    void answersTellBrowsersToDoNothingWithThem() {
        HttpResponse<String> answer = caller.get("/video-token?identity=a", "Origin", "https://app.example.com");
        assertThat(answer.headers().map())
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("X-Frame-Options", List.of("DENY"))
                .containsEntry("X-XSS-Protection", List.of("0"))
                .containsEntry("Referrer-Policy", List.of("no-referrer"))
                .containsEntry("Cache-Control", List.of("no-store"))
                .containsEntry(
                        "Content-Security-Policy",
                        List.of("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"))
                .doesNotContainKeys("Set-Cookie", "Server", "Strict-Transport-Security", "Vary")
                .doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void answerThatSaysNothingOfCachesIsKeptByNone() {
        assertThat(caller.get("/livez").headers().firstValue("Cache-Control"))
                .hasValue("no-cache, no-store, max-age=0, must-revalidate");
    }

    @Test
    void overTlsBrowsersAreToldToStayThere() {
        HttpResponse<String> answer = caller.get("/video-token?identity=a", "X-Forwarded-Proto", "https");
        assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("max-age=31536000"));
    }

    private static List<String> linesWith(CapturedOutput output, String text) {
        return output.getOut().lines().filter(line -> line.contains(text)).toList();
    }
}
