package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Callers whose bearer tokens are signed with the one key that lies in a file. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
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
    void itsHolderIsTheCaller() {
        HttpResponse<String> answer = ask(ISSUER.rsa(Issuer.claims("alice", claims -> claims)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("identity").stringValue()).isEqualTo("alice");
    }

    @Test
    void nobodyElseIs() {
        assertThat(ask(new Issuer("key").rsa(Issuer.claims("alice", claims -> claims)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(ask(ISSUER.ec(Issuer.claims("alice", claims -> claims))).statusCode())
                .isEqualTo(401);
        assertThat(ask(ISSUER.hmacWithPublicKey(Issuer.claims("alice", claims -> claims)))
                        .statusCode())
                .isEqualTo(401);
    }

    private HttpResponse<String> ask(String bearer) {
        return caller.get("/video-token", "Authorization", "Bearer " + bearer);
    }
}
