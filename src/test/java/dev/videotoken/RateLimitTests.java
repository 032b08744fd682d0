package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static dev.videotoken.twilio.TwilioStub.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.bean.override.convention.TestBean;

/** Callers who come too often; a proxy that is believed stands before the service, on the same machine. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "video.limits.tokens-per-minute=6",
            "VIDEO_ROOM_RECHECK_AFTER=0s",
            "SERVER_FORWARD_HEADERS_STRATEGY=native"
        })
@ActiveProfiles("sandbox")
@ExtendWith(LogWatch.class)
class RateLimitTests {

    private static final String FIRST = "203.0.113.1";

    private static volatile Duration ahead = Duration.ZERO;

    @TestBean
    private InstantSource clock;

    static InstantSource clock() {
        Instant start = Instant.now();
        return () -> start.plus(ahead);
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry meters;

    private HttpCaller caller;

    @BeforeEach
    void haveAllOfItAgain() {
        caller = new HttpCaller(port);
        ahead = ahead.plusMinutes(1);
    }

    @Test
    void tellsWhatIsLeft() {
        HttpResponse<String> answer = ask(FIRST);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("RateLimit-Policy")).hasValue("\"video-token\";q=6;w=60");
        assertThat(answer.headers().firstValue("RateLimit")).hasValue("\"video-token\";r=5;t=10");
    }

    @Test
    void refusesWhoComesTooOftenWithoutACallToTwilioAndSaysUntilWhen() {
        IntStream.range(0, 6).forEach(i -> assertThat(ask(FIRST).statusCode()).isEqualTo(200));
        long calls = calls(meters);
        HttpResponse<String> refused = ask(FIRST);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).get("type").stringValue()).isEqualTo("urn:video-token:rate-limited");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"video-token\";r=0;t=60");
        assertThat(calls(meters)).isEqualTo(calls);
    }

    @Test
    void comesBackEvenlyAndNotAllAtOnce() {
        IntStream.range(0, 7).forEach(i -> ask(FIRST));
        ahead = ahead.plusSeconds(9);
        assertThat(ask(FIRST).statusCode()).isEqualTo(429);
        ahead = ahead.plusSeconds(1);
        assertThat(ask(FIRST).statusCode()).isEqualTo(200);
        assertThat(ask(FIRST).statusCode()).isEqualTo(429);
    }

    @Test
    void countsEachAddressByItself() {
        IntStream.range(0, 7).forEach(i -> ask(FIRST));
        assertThat(ask("203.0.113.2").statusCode()).isEqualTo(200);
    }

    @Test
    void countsAnIpv6NetworkAsOne() {
        IntStream.range(0, 6)
                .forEach(i -> assertThat(ask("2001:db8:0:1::" + i).statusCode()).isEqualTo(200));
        assertThat(ask("2001:db8:0:1:ffff::1").statusCode()).isEqualTo(429);
        assertThat(ask("2001:db8:0:2::1").statusCode()).isEqualTo(200);
    }

    /** The proxy adds who asked it at the end; what stands before came from that caller. */
    @Test
    void forgedAddressBehindTheProxyChangesNothing() {
        IntStream.range(0, 6)
                .forEach(i -> assertThat(ask("198.51.100." + i + ", " + FIRST).statusCode())
                        .isEqualTo(200));
        assertThat(ask("198.51.100.9, " + FIRST).statusCode()).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/video-token", "/video-token?identity=a&room=other", "/video-token?identity=a&identity=b"})
    void refusedRequestsCountToo(String path) {
        HttpResponse<String> answer = caller.get(path, "X-Forwarded-For", FIRST);
        assertThat(answer.statusCode()).isBetween(400, 403);
        assertThat(answer.headers().firstValue("RateLimit")).hasValue("\"video-token\";r=5;t=10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/livez", "/readyz", "/actuator/prometheus", "/nope"})
    void nothingElseIsLimited(String path) {
        IntStream.range(0, 7)
                .forEach(i -> assertThat(caller.get(path).statusCode()).isNotEqualTo(429));
        assertThat(caller.get(path).headers().firstValue("RateLimit")).isEmpty();
    }

    private HttpResponse<String> ask(String address) {
        return caller.get("/video-token?identity=alice", "X-Forwarded-For", address);
    }
}
