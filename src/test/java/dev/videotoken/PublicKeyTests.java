package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Callers whose bearer tokens are signed with the one key that lies in a file, and whose claims have names of their own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PRINCIPAL_CLAIM_NAME=username",
            "VIDEO_ACCESS_ANY_IDENTITY_SCOPE=impersonate"
        })
@ActiveProfiles("sandbox")
@ExtendWith(LogWatch.class)
class PublicKeyTests {

    private static final Issuer ISSUER = new Issuer("key");

    @TempDir
    static Path folder;

    @DynamicPropertySource
    static void key(DynamicPropertyRegistry settings) throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), ISSUER.publicKey());
        settings.add("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION", () -> "file:" + key);
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
    void nobodyElseIs() {
        assertThat(ask("", new Issuer("key").rsa(alice("join"))).statusCode()).isEqualTo(401);
        assertThat(ask("", ISSUER.ec(alice("join"))).statusCode()).isEqualTo(401);
        assertThat(ask("", ISSUER.hmacWithPublicKey(alice("join"))).statusCode())
                .isEqualTo(401);
    }

    private static JWTClaimsSet alice(String scope) {
        return Issuer.claims("0b7c", claims -> claims.claim("username", "alice").claim("scope", scope));
    }

    private HttpResponse<String> ask(String query, String bearer) {
        return caller.get("/video-token" + query, "Authorization", "Bearer " + bearer);
    }
}
