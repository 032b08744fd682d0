package dev.videotoken;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.videotoken.HttpCaller.claims;
import static dev.videotoken.HttpCaller.json;
import static dev.videotoken.twilio.TwilioStub.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import dev.videotoken.twilio.TwilioProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

/** Callers who sign in with bearer tokens, whose keys are on the wire; all of it logs at DEBUG. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI=https://issuer.example.com",
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWS_ALGORITHMS=RS256,ES256",
            "VIDEO_ACCESS_AUDIENCE=video",
            "VIDEO_ACCESS_REQUIRED_SCOPE=join",
            "VIDEO_ACCESS_ROOMS_CLAIM=rooms",
            "VIDEO_ROOM_ALLOWED=team-.*",
            "video.limits.tokens-per-minute=30",
            "SERVER_FORWARD_HEADERS_STRATEGY=native"
        })
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class SignInTests {

    private static final Issuer ISSUER = new Issuer("first");

    private static final Issuer STRANGER = new Issuer("first");

    private static final String INVALID = "Bearer error=\"invalid_token\"";

    private static final String SCOPE = "Bearer error=\"insufficient_scope\"";

    private static final String KEYS = "/keys";

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static volatile Duration ahead = Duration.ZERO;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry settings) {
        settings.add("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI", () -> wire.baseUrl() + KEYS);
    }

    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        Instant start = Instant.now();
        return () -> start.plus(ahead);
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
    void showTheKeys() {
        caller = new HttpCaller(port);
        rooms.forget(new RoomName("myroom"));
        show(ISSUER);
        ahead = ahead.plusSeconds(11);
    }

    static Stream<Arguments> callers() {
        return Stream.of(
                argumentSet("RSA", ISSUER.rsa(alice()), "", "alice"),
                argumentSet("EC", ISSUER.ec(alice()), "", "alice"),
                argumentSet("typed as a JWT", ISSUER.typed("JWT", alice()), "", "alice"),
                argumentSet("typed as an access token", ISSUER.typed("at+jwt", alice()), "", "alice"),
                argumentSet("typed so in full", ISSUER.typed("application/at+jwt", alice()), "", "alice"),
                argumentSet("scopes in a list", change(c -> c.claim("scope", List.of("a", "join"))), "", "alice"),
                argumentSet(
                        "scopes by their short name",
                        change(c -> c.claim("scope", null).claim("scp", List.of("join"))),
                        "",
                        "alice"),
                argumentSet("names the own identity", ISSUER.rsa(alice()), "?identity=alice", "alice"),
                argumentSet("names it in another form", ISSUER.rsa(subject("Zoe\u0308")), "?identity=Zo%C3%AB", "Zoë"),
                argumentSet("backend that names its user", ISSUER.rsa(backend("backend")), "?identity=carol", "carol"),
                argumentSet("backend whose own name is none", ISSUER.rsa(backend(" ")), "?identity=carol", "carol"),
                argumentSet("backend that names nobody", ISSUER.rsa(backend("backend")), "", "backend"),
                argumentSet(
                        "audience among others",
                        ISSUER.rsa(Issuer.claims("alice", c -> c.audience(List.of("a", "video")))),
                        "",
                        "alice"));
    }

    @ParameterizedTest
    @MethodSource("callers")
    void givesATokenOfTheIdentity(String bearer, String query, String identity) {
        HttpResponse<String> answer = ask(query, bearer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(claims(answer, twilio).getClaim("grants"))
                .isEqualTo(Map.of("identity", identity, "video", Map.of("room", "myroom")));
    }

    @Test
    void takesTheIdentityByPostToo() {
        HttpResponse<String> answer = caller.post("/video-token", "", "Authorization", "Bearer " + ISSUER.ec(alice()));
        assertThat(json(answer).get("identity").stringValue()).isEqualTo("alice");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("none", "", null, 401, "unauthenticated", "Bearer"),
                argumentSet("no JWT", "", "abc", 401, "unauthenticated", INVALID),
                argumentSet("malformed", "", "a b", 401, "unauthenticated", INVALID),
                argumentSet("expired", "", change(c -> c.expirationTime(ago())), 401, "unauthenticated", INVALID),
                argumentSet("never expires", "", change(c -> c.expirationTime(null)), 401, "unauthenticated", INVALID),
                argumentSet(
                        "not yet valid",
                        "",
                        change(c -> c.notBeforeTime(Issuer.in(Duration.ofHours(1)))),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet("issuer", "", change(c -> c.issuer("https://other")), 401, "unauthenticated", INVALID),
                argumentSet("no issuer", "", change(c -> c.issuer(null)), 401, "unauthenticated", INVALID),
                argumentSet(
                        "not an access token",
                        "",
                        ISSUER.typed("logout+jwt", alice()),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet("audience", "", change(c -> c.audience("other")), 401, "unauthenticated", INVALID),
                argumentSet("wrong RSA key", "", STRANGER.rsa(alice()), 401, "unauthenticated", INVALID),
                argumentSet("wrong EC key", "", STRANGER.ec(alice()), 401, "unauthenticated", INVALID),
                argumentSet("algorithm that is not set", "", ISSUER.pss(alice()), 401, "unauthenticated", INVALID),
                argumentSet("alg=none", "", Issuer.unsigned(alice()), 401, "unauthenticated", INVALID),
                argumentSet(
                        "HS256 by the public key",
                        "",
                        ISSUER.hmacWithPublicKey(alice()),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet(
                        "scope is no text",
                        "",
                        change(c -> c.claim("scope", List.of(1, 2))),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet(
                        "not each scope is text",
                        "",
                        change(c -> c.claim("scope", List.of("join", 1))),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet(
                        "scope by its short name is no text",
                        "",
                        change(c -> c.claim("scope", null).claim("scp", List.of(1, 2))),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet(
                        "confirmation is no object",
                        "",
                        change(c -> c.claim("cnf", "x")),
                        401,
                        "unauthenticated",
                        INVALID),
                argumentSet("no scope", "", change(c -> c.claim("scope", "other")), 403, "forbidden", SCOPE),
                argumentSet("another's identity", "?identity=bob", ISSUER.rsa(alice()), 403, "identity-mismatch", null),
                argumentSet("no subject", "", change(c -> c.subject(null)), 403, "forbidden", null),
                argumentSet("subject too long", "", ISSUER.rsa(subject("é".repeat(65))), 403, "forbidden", null),
                argumentSet("subject with a line break", "", ISSUER.rsa(subject("a\nb")), 403, "forbidden", null),
                argumentSet("room not named", "?room=team-7", ISSUER.rsa(alice()), 403, "room-not-allowed", null),
                argumentSet("no rooms named", "", change(c -> c.claim("rooms", null)), 403, "room-not-allowed", null),
                argumentSet(
                        "room named, but not on offer",
                        "?room=other",
                        change(c -> c.claim("rooms", List.of("other"))),
                        403,
                        "room-not-allowed",
                        null),
                argumentSet("identity is none", "?identity=%20", ISSUER.rsa(alice()), 400, "invalid-request", null));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWithoutACallToTwilio(
            String query, @Nullable String bearer, int status, String slug, @Nullable String challenge) {
        long calls = calls(meters);
        HttpResponse<String> answer = bearer == null ? caller.get("/video-token" + query) : ask(query, bearer);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:" + slug);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(null)).isEqualTo(challenge);
        assertThat(answer.body()).doesNotContain("eyJ", "\"token\"");
        assertThat(calls(meters)).isEqualTo(calls);
    }

    @Test
    void saysWhatIsWrongWithTheBearerToken() {
        assertThat(json(ask("", change(c -> c.expirationTime(ago()))))
                        .get("detail")
                        .stringValue())
                .startsWith("The bearer token is not accepted: Jwt expired at ");
    }

    @ParameterizedTest
    @CsvSource({"'', must not be blank.", "'a\nb', must not contain control characters."})
    void saysWhatIsWrongWithTheIdentityInTheBearerToken(String subject, String fault) {
        assertThat(json(ask("", ISSUER.rsa(subject(subject)))).get("detail").stringValue())
                .isEqualTo("The identity in the bearer token " + fault);
    }

    @Test
    void lineOfARefusalTellsWhoAskedForWhom(CapturedOutput output) {
        ask("?identity=mallory&room=team-7", ISSUER.rsa(alice()));
        assertThat(output).contains("Token refused: identity \"mallory\", room team-7 (-), caller \"subject:alice\",");
    }

    @Test
    void bearerTokenInTheQueryDoesNotDo() {
        assertThat(caller.get("/video-token?access_token=" + ISSUER.rsa(alice()))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void callerMayEnterTheRoomThatTheSignInNames() {
        String bearer = change(c -> c.claim("rooms", List.of("team-7", "team-8")));
        assertThat(json(ask("?room=team-8", bearer)).get("room").stringValue()).isEqualTo("team-8");
    }

    @Test
    void callersAreCountedByTheSignInWhereverTheyCallFrom() {
        IntStream.range(0, 30)
                .forEach(i -> assertThat(askFrom("203.0.113.1", ISSUER.rsa(subject("dave"))))
                        .isEqualTo(200));
        assertThat(askFrom("203.0.113.2", ISSUER.rsa(subject("dave")))).isEqualTo(429);
        assertThat(askFrom("203.0.113.1", ISSUER.rsa(subject("erin")))).isEqualTo(200);
    }

    @Test
    void requestWithoutABearerTokenCountsOnce() {
        assertThat(caller.get("/video-token", "X-Forwarded-For", "203.0.113.5")
                        .headers()
                        .firstValue("RateLimit"))
                .hasValue("\"video-token\";r=29;t=2");
    }

    @Test
    void whoTriesManyBearerTokensIsCountedByTheAddress() {
        IntStream.range(0, 30)
                .forEach(i -> assertThat(askFrom("203.0.113.3", "abc")).isEqualTo(401));
        assertThat(askFrom("203.0.113.3", "abc")).isEqualTo(429);
        assertThat(askFrom("203.0.113.4", "abc")).isEqualTo(401);
        assertThat(askFrom("203.0.113.3", ISSUER.rsa(alice()))).isEqualTo(200);
    }

    @Test
    void whileKeysAreRotatedBothDo() {
        Issuer next = new Issuer("second");
        show(ISSUER, next);
        ahead = ahead.plusSeconds(11);
        assertThat(ask("", next.rsa(alice())).statusCode()).isEqualTo(200);
        assertThat(ask("", ISSUER.rsa(alice())).statusCode()).isEqualTo(200);
    }

    @Test
    void newKeyIsTakenWithoutARestart() {
        Issuer next = new Issuer("next");
        assertThat(ask("", ISSUER.rsa(alice())).statusCode()).isEqualTo(200);
        show(next);
        ahead = ahead.plusSeconds(11);
        assertThat(ask("", next.rsa(alice())).statusCode()).isEqualTo(200);
        assertThat(ask("", ISSUER.rsa(alice())).statusCode()).isEqualTo(401);
    }

    @Test
    void keysAreFetchedOnceHoweverManyTokensNameKeysThatAreNotThere() {
        ask("", new Issuer("unknown").rsa(alice()));
        wire.resetRequests();
        ahead = ahead.plusSeconds(9);
        String bearer = new Issuer("another").rsa(alice());
        IntStream.range(0, 20)
                .forEach(i -> assertThat(ask("", bearer).statusCode()).isEqualTo(401));
        wire.verify(0, getRequestedFor(urlPathEqualTo(KEYS)));
    }

    @Test
    void knownKeysDoWhileTheKeySetIsAwayAndForUnknownOnesItIsNotTheCallersFault() {
        assertThat(ask("", ISSUER.rsa(alice())).statusCode()).isEqualTo(200);
        wire.stubFor(get(urlPathEqualTo(KEYS)).willReturn(aResponse().withStatus(500)));
        ahead = ahead.plusSeconds(11);
        assertThat(ask("", ISSUER.rsa(alice())).statusCode()).isEqualTo(200);
        long calls = calls(meters);
        assertUnavailable(ask("", new Issuer("new").rsa(alice())));
        assertThat(calls(meters)).isEqualTo(calls);
    }

    private static JWTClaimsSet alice() {
        return subject("alice");
    }

    private static JWTClaimsSet subject(String subject) {
        return Issuer.claims(subject, claims -> claims);
    }

    private static JWTClaimsSet backend(String name) {
        return Issuer.claims(name, claims -> claims.claim("scope", "join video-token:any"));
    }

    private static String change(UnaryOperator<JWTClaimsSet.Builder> change) {
        return ISSUER.rsa(Issuer.claims("alice", change));
    }

    private static Date ago() {
        return Issuer.in(Duration.ofHours(-1));
    }

    private static void show(Issuer... issuers) {
        wire.stubFor(get(urlPathEqualTo(KEYS)).willReturn(okJson(Issuer.keySet(issuers))));
    }

    static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:sign-in-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    private HttpResponse<String> ask(String query, String bearer) {
        return caller.get("/video-token" + query, "Authorization", "Bearer " + bearer);
    }

    private int askFrom(String address, String bearer) {
        return caller.get("/video-token", "Authorization", "Bearer " + bearer, "X-Forwarded-For", address)
                .statusCode();
    }
}
