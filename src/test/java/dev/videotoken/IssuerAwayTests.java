package dev.videotoken;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;

/** An issuer that is away when the service starts, and comes later. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class IssuerAwayTests {

    private static final Issuer ISSUER = new Issuer("key");

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static volatile Duration ahead = Duration.ZERO;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry settings) {
        settings.add("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI", wire::baseUrl);
    }

    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        return () -> Instant.now().plus(ahead);
    }

    @LocalServerPort
    private int port;

    @Test
    void isNotTheCallersFaultAndIsAskedOnceForAllUntilItIsBackAndWhoItShouldBe(CapturedOutput output)
            throws ParseException {
        wire.stubFor(get(anyUrl()).willReturn(serverError()));
        SignInTests.assertUnavailable(ask());
        int asked = wire.getAllServeEvents().size();
        IntStream.range(0, 5).forEach(i -> SignInTests.assertUnavailable(ask()));
        wire.verify(asked, getRequestedFor(anyUrl()));
        assertThat(output)
                .containsOnlyOnce("The keys of the sign-in cannot be fetched")
                .containsPattern(
                        "WARN .* from \\Q%s\\E/.well-known/openid-configuration: status 500".formatted(wire.baseUrl()));

        call(wire.baseUrl() + "/", KeyType.RSA);
        SignInTests.assertUnavailable(ask());
        assertThat(output)
                .containsOnlyOnce("The keys of the sign-in cannot be used")
                .containsPattern("WARN .* The Issuer \"\\Q%s\\E/\" provided".formatted(wire.baseUrl()));

        call(wire.baseUrl(), KeyType.RSA);
        assertThat(ask().statusCode()).isEqualTo(200);
        call(wire.baseUrl(), KeyType.EC);
        assertThat(ask(ISSUER::ec).statusCode())
                .as("of an algorithm that there was no key for before")
                .isEqualTo(200);
    }

    /** From now on the issuer calls itself so, has such keys, and says it at the last address that Spring looks at. */
    private static void call(String issuer, KeyType type) throws ParseException {
        ahead = ahead.plusSeconds(11);
        wire.stubFor(get(anyUrl()).willReturn(notFound()));
        wire.stubFor(get("/.well-known/oauth-authorization-server")
                .willReturn(
                        okJson("{\"issuer\": \"%s\", \"jwks_uri\": \"%s/keys\"}".formatted(issuer, wire.baseUrl()))));
        JWKSet keys = JWKSet.parse(ISSUER.keySet())
                .filter(new JWKMatcher.Builder().keyType(type).build());
        wire.stubFor(get("/keys").willReturn(okJson(keys.toString())));
    }

    private HttpResponse<String> ask() {
        return ask(ISSUER::rsa);
    }

    private HttpResponse<String> ask(Function<JWTClaimsSet, String> sign) {
        String bearer = sign.apply(Issuer.claims("alice", claims -> claims.issuer(wire.baseUrl())));
        return new HttpCaller(port).get("/video-token", "Authorization", "Bearer " + bearer);
    }
}
