package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** Bearer tokens that are checked with the one key that lies in a file, and whose claims have names of their own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PRINCIPAL_CLAIM_NAME=username",
            "spring.security.oauth2.resourceserver.jwt.authorities-claim-name=roles",
            "spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_",
            "VIDEO_ACCESS_AUDIENCE=video",
            "VIDEO_ACCESS_ANY_IDENTITY_SCOPE=impersonate",
            "video.limits.tokens-per-minute=20"
        })
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class PublicKeyTests {

    private static final Issuer ISSUER = new Issuer("key");

    @TempDir
    static Path folder;

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry settings) throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), ISSUER.publicKey());
        settings.add("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION", () -> "file:" + key);
    }

    /** It stands, so that nobody's limit is refilled meanwhile. */
    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        return InstantSource.fixed(Instant.now());
    }

    @LocalServerPort
    private int port;

    private HttpCaller caller;

    @BeforeEach
    void call() {
        caller = new HttpCaller(port);
    }

    @Test
    void itsHolderIsTheCallerByTheClaimThatIsSet() {
        HttpResponse<String> answer = ask("", ISSUER.rsa(alice("join")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("identity").stringValue()).isEqualTo("alice");
    }

    @Test
    void scopeThatIsSetLetsItsCallerNameAnyIdentityAndTheOneByDefaultDoesNot() {
        assertThat(ask("?identity=carol", ISSUER.rsa(alice("impersonate"))).statusCode())
                .isEqualTo(200);
        assertThat(ask("?identity=carol", ISSUER.rsa(alice("video-token:any"))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void wholeNumberIsAnIdentityToo() {
        String bearer = ISSUER.rsa(Issuer.claims("0b7c", claims -> claims.claim("username", 42)));
        assertThat(json(ask("", bearer)).get("identity").stringValue()).isEqualTo("42");
    }

    static Stream<Object> oddities() {
        return Stream.of(List.of("alice"), Map.of("alice", 1), true, 1.5, 1e30);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void claimThatIsNoTextNamesNoIdentity(Object username) {
        HttpResponse<String> answer =
                ask("", ISSUER.rsa(Issuer.claims("0b7c", claims -> claims.claim("username", username))));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).get("detail").stringValue())
                .isEqualTo(
                        "The bearer token names no identity: that claim is missing, or neither text nor a whole number.");
    }

    @Test
    void rolesThatAreNoTextDoNotDo() {
        String bearer = ISSUER.rsa(Issuer.claims("0b7c", claims -> claims.claim("roles", List.of(1, 2))));
        assertThat(ask("", bearer).statusCode()).isEqualTo(401);
    }

    @Test
    void callersWhoNameNoIdentityAreKnownByTheirSubject(CapturedOutput output) {
        String first = ISSUER.rsa(Issuer.claims("first", claims -> claims.claim("roles", "impersonate")));
        String second = ISSUER.rsa(Issuer.claims(
                "second", claims -> claims.claim("roles", "impersonate").claim("username", " ")));
        for (int i = 0; i < 20; i++) {
            assertThat(ask("?identity=carol", first).statusCode()).isEqualTo(200);
        }
        assertThat(ask("?identity=carol", first).statusCode()).isEqualTo(429);
        assertThat(ask("?identity=carol", second).statusCode()).isEqualTo(200);
        assertThat(output).contains("caller \"sub:first\", token -, status 429", "caller \"sub:second\", token ");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = " ")
    void callersOfWhomATokenTellsNothingAreKnownByTheirAddress(@Nullable String subject, CapturedOutput output) {
        String bearer = ISSUER.rsa(Issuer.claims(subject, claims -> claims.claim("roles", "impersonate")));
        assertThat(ask("?identity=dave", bearer).statusCode()).isEqualTo(200);
        assertThat(output).contains("Token issued: identity \"dave\"").contains("caller \"address:127.0.0.1\"");
    }

    @Test
    void nobodyElseIs() {
        assertThat(ask("", ISSUER.rsa(Issuer.claims("alice", claims -> claims.audience("other"))))
                        .statusCode())
                .isEqualTo(401);
        assertThat(ask("", new Issuer("key").rsa(alice("join"))).statusCode()).isEqualTo(401);
        assertThat(ask("", ISSUER.ec(alice("join"))).statusCode()).isEqualTo(401);
        assertThat(ask("", ISSUER.hmacWithPublicKey(alice("join"))).statusCode())
                .isEqualTo(401);
    }

    private static JWTClaimsSet alice(String scope) {
        return Issuer.claims("0b7c", claims -> claims.claim("username", "alice").claim("roles", scope));
    }

    private HttpResponse<String> ask(String query, String bearer) {
        return caller.get("/video-token" + query, "Authorization", "Bearer " + bearer);
    }
}
