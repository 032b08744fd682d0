package dev.videotoken;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
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

/**
 * A JWK set, without an issuer, that takes connections and says nothing, when the service starts and later again, or a
 * byte now and then, or is none.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class JwkSetAwayTests {

    private static final Issuer ISSUER = new Issuer("key");

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static volatile Duration ahead = Duration.ZERO;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry settings) {
        settings.add(
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI", () -> wire.baseUrl() + "/keys?key=sesame");
    }

    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        return () -> Instant.now().plus(ahead);
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry meters;

    @Test
    void isNotTheCallersFaultAndKeepsNobodyWaitingForLong() {
        answer(ok().withFixedDelay(60_000));
        SignInTests.assertUnavailable(ask(ISSUER));
        assertThat(meters.find("twilio.calls").timers()).allMatch(timer -> timer.count() == 0);

        answer(okJson(ISSUER.keySet()));
        assertThat(ask(ISSUER).statusCode()).isEqualTo(200);

        answer(ok().withFixedDelay(60_000));
        SignInTests.assertUnavailable(ask(new Issuer("new")));

        answer(okJson(ISSUER.keySet()).withChunkedDribbleDelay(60, 60_000));
        SignInTests.assertUnavailable(ask(new Issuer("newest")));
    }

    @Test
    void isToldOfInTheLogOnceAMinuteWhereItIsNone(CapturedOutput output) {
        ahead = ahead.plusSeconds(61);
        answer(okJson("{\"keys\": 1}"));
        SignInTests.assertUnavailable(ask(new Issuer("newer")));
        SignInTests.assertUnavailable(ask(new Issuer("newer")));
        assertThat(output)
                .containsOnlyOnce("The keys of the sign-in cannot be used")
                .containsPattern(
                        "WARN .* The keys of the sign-in cannot be used: Unexpected type of JSON object member keys")
                .doesNotContain("sesame");
    }

    private static void answer(ResponseDefinitionBuilder keys) {
        wire.stubFor(get(urlPathEqualTo("/keys")).willReturn(keys));
        ahead = ahead.plusSeconds(11);
    }

    private HttpResponse<String> ask(Issuer issuer) {
        String bearer = issuer.rsa(Issuer.claims("alice", claims -> claims));
        HttpCaller caller = new HttpCaller(port);
        return CompletableFuture.supplyAsync(() -> caller.get("/video-token", "Authorization", "Bearer " + bearer))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
