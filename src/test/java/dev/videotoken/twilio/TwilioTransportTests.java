package dev.videotoken.twilio;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.video.v1.Room;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The real SDK on the transport, against a Twilio on the wire. */
class TwilioTransportTests {

    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration LONG = Duration.ofMinutes(1);

    private static final InetAddress LOOPBACK = loopback();

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private TwilioProperties twilio;
    private TwilioRestClient client;

    @BeforeEach
    void connect() {
        twilio = TwilioStub.properties(wire.baseUrl());
        client = TwilioStub.clientThatTriesOnce(twilio);
    }

    @Test
    void sendsTheApiKeyAsHttpBasic() {
        answer(okJson("{\"rooms\": []}"));
        client.request(get("/v1/Rooms"));
        wire.verify(getRequestedFor(urlEqualTo("/v1/Rooms"))
                .withBasicAuth(
                        new BasicCredentials(twilio.apiKey(), twilio.apiSecret().reveal()))
                .withHeader("Accept", equalTo("application/json"))
                .withHeader("User-Agent", containing("twilio-java/")));
    }

    @Test
    void goesThroughTheProxyThatTheJvmNames() {
        answer(okJson("{\"rooms\": []}"));
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(wire.getPort()));
        try {
            TwilioStub.clientThatTriesOnce(TwilioStub.properties("http://twilio.invalid"))
                    .request(get("/v1/Rooms"));
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
        wire.verify(getRequestedFor(anyUrl()).withHeader("Host", equalTo("twilio.invalid")));
    }

    @Test
    void sendsFormsAsTwilioReadsThem() {
        answer(okJson("{\"rooms\": []}"));
        Request request = new Request(HttpMethod.POST, "video", "/v1/Rooms");
        request.addPostParam("UniqueName", "a b&c");
        client.request(request);
        wire.verify(postRequestedFor(urlEqualTo("/v1/Rooms"))
                .withHeader("Content-Type", containing("application/x-www-form-urlencoded"))
                .withRequestBody(equalTo("UniqueName=a+b%26c")));
    }

    @Test
    void hasNoBodyToSendWhereThereAreNoParameters() {
        answer(okJson("{\"rooms\": []}"));
        client.request(new Request(HttpMethod.POST, "video", "/v1/Rooms"));
        wire.verify(1, postRequestedFor(urlEqualTo("/v1/Rooms")).withoutHeader("Content-Type"));
    }

    @Test
    void handsOutStatusBodyAndHeaders() {
        answer(okJson("{\"sid\": \"Zoë\"}").withHeader("Twilio-Request-Id", "RQ1"));
        Response answer = client.request(get("/v1/Rooms"));
        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getContent()).isEqualTo("{\"sid\":\"Zoë\"}");
        assertThat(answer.getHeaders())
                .anyMatch(header -> header.toString().equalsIgnoreCase("twilio-request-id: RQ1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 400, 401, 404, 408, 429, 500, 502, 503, 504})
    void keepsTheStatusOfAnAnswerThatIsNotJsonAndAsksOnce(int status) {
        answer(aResponse()
                .withStatus(status)
                .withHeader("Location", "/elsewhere")
                .withBody("<html>oops</html>"));
        TwilioCallException failure = failure();
        assertThat(failure).hasMessage("Twilio answered " + status);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.code()).isNull();
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    /** As a proxy does that unpacks what it hands on. */
    @Test
    void keepsTheStatusOfAnAnswerThatIsNotPackedAsItSays() {
        answer(aResponse()
                .withStatus(401)
                .withHeader("Content-Encoding", "gzip")
                .withBody("{\"code\": 20003}"));
        TwilioCallException failure = failure();
        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.code()).isEqualTo(20003);
    }

    @Test
    void readsTwilioErrorCodeAndRetryAfter() {
        answer(okJson("{\"code\": 20429, \"message\": \"Too many\", \"status\": 429}")
                .withStatus(429)
                .withHeader("Retry-After", "7"));
        TwilioCallException failure = failure();
        assertThat(failure.code()).isEqualTo(20429);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void doesNotWaitWhenToldToRetryLater() {
        answer(aResponse().withStatus(503).withHeader("Retry-After", "3600"));
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofHours(1));
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>hello</html>",
                "",
                "[]",
                "\"a\"",
                "{\"rooms\": [",
                "{\"rooms\": []} x",
                "{\"rooms\": null}",
                "{\"rooms\": {}}",
                "{\"foo\": []}",
                "{}"
            })
    void refusesASuccessThatIsNotTwilios(String body) {
        answer(aResponse().withStatus(200).withBody(body));
        TwilioCallException failure = failure();
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.timedOut()).isFalse();
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        answer(okJson("{\"rooms\": [], \"a\": \"" + "a".repeat(100_000) + "\"}"));
        assertThat(failure().status()).isEqualTo(200);
        answer(aResponse().withStatus(403).withBody("<html>" + "a".repeat(100_000)));
        assertThat(failure().status()).isEqualTo(403);
    }

    /** Were it read to its end first, it would time out. */
    @Test
    void refusesAnAnswerThatIsTooLongBeforeItsEnd() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answer = CompletableFuture.supplyAsync(() -> answerWithoutEnd(server));
            client = TwilioStub.clientThatTriesOnce(
                    TwilioStub.properties("http://127.0.0.1:" + server.getLocalPort(), LONG));
            TwilioCallException failure = failure();
            assertThat(failure.timedOut()).isFalse();
            assertThat(failure.status()).isEqualTo(200);
            answer.get(30, TimeUnit.SECONDS).close();
        }
    }

    private static Socket answerWithoutEnd(ServerSocket server) {
        try {
            Socket socket = server.accept();
            String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
            socket.getOutputStream().write((head + "a".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void tellsABrokenAnswerFromATimeout(Fault fault) {
        answer(aResponse().withFault(fault));
        TwilioCallException failure = failure();
        assertThat(failure.timedOut()).isFalse();
        assertThat(failure.mayHaveArrived()).isTrue();
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void tellsARefusedConnection() {
        client = TwilioStub.clientThatTriesOnce(TwilioStub.properties(TwilioStub.nobody()));
        TwilioCallException failure = failure();
        assertThat(failure.status()).isNull();
        assertThat(failure.timedOut()).isFalse();
        assertThat(failure.mayHaveArrived()).isFalse();
    }

    @Test
    void tellsAHostThatIsNotKnown() {
        client = TwilioStub.clientThatTriesOnce(TwilioStub.properties("http://nobody.invalid"));
        TwilioCallException failure = failure();
        assertThat(failure).hasRootCauseInstanceOf(UnknownHostException.class);
        assertThat(failure.timedOut()).isFalse();
        assertThat(failure.mayHaveArrived()).isFalse();
    }

    @Test
    void tellsAHostToWhichThereIsNoWay() {
        TwilioCallException failure = TwilioCallException.unanswered(new NoRouteToHostException());
        assertThat(failure.timedOut()).isFalse();
        assertThat(failure.mayHaveArrived()).isFalse();
    }

    @Test
    void givesUpOnSilence() {
        answer(okJson("{\"rooms\": []}").withFixedDelay(60_000));
        assertTimesOut(TwilioStub.properties(wire.baseUrl(), LONG, SHORT), true);
    }

    @Test
    void givesUpOnADripThatNeverPauses() {
        answer(okJson("{\"a\": \"" + "a".repeat(2000) + "\"}").withChunkedDribbleDelay(2000, 60_000));
        assertTimesOut(TwilioStub.properties(wire.baseUrl(), LONG, SHORT), true);
    }

    /** As a host that drops packets: a listener whose backlog is full answers no further connection at all. */
    private record Silence(ServerSocket listener, Socket first, Socket second) implements AutoCloseable {

        static Silence of(InetAddress address) throws IOException {
            ServerSocket listener = new ServerSocket(0, 1, address);
            return new Silence(
                    listener,
                    new Socket(address, listener.getLocalPort()),
                    new Socket(address, listener.getLocalPort()));
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            first.close();
            second.close();
            listener.close();
        }
    }

    @Test
    void givesUpOnAConnectionThatDoesNotOpen() throws IOException {
        try (Silence host = Silence.of(LOOPBACK)) {
            assertTimesOut(TwilioStub.properties("http://127.0.0.1:" + host.port(), SHORT, LONG), false);
        }
    }

    @Test
    void givesUpOnAHostOfWhichNoAddressLetsAConnectionOpen() throws IOException {
        try (Silence host = Silence.of(LOOPBACK)) {
            assertTimesOut(host.port(), () -> new InetAddress[] {LOOPBACK, LOOPBACK, LOOPBACK});
        }
    }

    @Test
    void waitsForAHostsAddressNoLongerThanForAnAnswer() {
        CountDownLatch found = new CountDownLatch(1);
        assertTimesOut(wire.getPort(), () -> {
            found.await();
            return new InetAddress[] {LOOPBACK};
        });
        found.countDown();
        wire.verify(0, anyRequestedFor(anyUrl()));
    }

    /** Nobody listens at the first, where a machine has it at all. */
    @Test
    void triesAHostsNextAddressWhereTheFirstRefuses() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            var answer = CompletableFuture.supplyAsync(() -> answerWithoutEnd(server));
            client = TwilioStub.clientThatTriesOnce(
                    TwilioStub.properties("http://localhost:" + server.getLocalPort(), LONG),
                    addresses(() -> new InetAddress[] {InetAddress.getByName("::1"), LOOPBACK}));
            assertThat(failure().status()).isEqualTo(200);
            answer.get(30, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void endsACallWhenNobodyWaitsAnyMore() {
        answer(okJson("{\"rooms\": []}").withFixedDelay(60_000));
        client = TwilioStub.clientThatTriesOnce(TwilioStub.properties(wire.baseUrl(), LONG, LONG));
        Duration taken =
                taken(() -> TwilioStub.deadline().within(SHORT, this::failure).get());
        // The time is cut to milliseconds, and two clocks tell it.
        assertThat(taken).isBetween(SHORT.minusMillis(10), LONG.dividedBy(2));
    }

    @Test
    void beginsNoCallWhenNobodyWaitsAnyMore() {
        TwilioCallException failure =
                TwilioStub.deadline().within(Duration.ZERO, this::failure).get();
        assertThat(failure.timedOut()).isTrue();
        wire.verify(0, anyRequestedFor(anyUrl()));
    }

    /** As servers and what stands between do with connections that they have kept for long enough, all at once. */
    @Test
    void connectionThatWasClosedSinceIsNotUsedAgain() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            client = TwilioStub.clientThatTriesOnce(
                    TwilioStub.properties("http://127.0.0.1:" + server.getLocalPort(), LONG));
            for (int i = 0; i < 3; i++) {
                var closed = CompletableFuture.runAsync(() -> answerOnce(server));
                assertThat(client.request(get("/v1/Rooms")).getStatusCode()).isEqualTo(200);
                closed.join();
            }
        }
    }

    private static void answerOnce(ServerSocket server) {
        try (Socket socket = server.accept()) {
            var head = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            while (!head.readLine().isEmpty()) {
                // To its end, or the connection would be reset and not closed.
            }
            String answer =
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"rooms\": []}";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void closesItsConnections() throws IOException {
        answer(okJson("{\"rooms\": []}"));
        TwilioTransport transport = new TwilioTransport(twilio, TwilioStub.deadline());
        assertThat(transport.makeRequest(signed("/v1/Rooms")).getStatusCode()).isEqualTo(200);
        transport.close();
        assertThatExceptionOfType(TwilioCallException.class)
                .isThrownBy(() -> transport.makeRequest(signed("/v1/Rooms")));
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    private Request signed(String path) {
        Request request = get(path);
        request.setAuth(twilio.apiKey(), twilio.apiSecret().reveal());
        return request;
    }

    @Test
    void followsNoPageLink() {
        answer(okJson("""
                {"rooms": [{"sid": "RM1"}, {"sid": "RM2"}], "meta": {"url": "https://video.twilio.com/v1/Rooms", "page_size": 2,
                 "first_page_url": "https://video.twilio.com/v1/Rooms", "previous_page_url": null,
                 "next_page_url": "%s/v1/Rooms?Page=1"}}
                """.formatted(wire.baseUrl().replace("localhost", "127.0.0.1"))));
        assertThat(Room.reader().read(client)).map(Room::getSid).containsExactly("RM1", "RM2");
        wire.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void remembersTheLastCallForHealth() {
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        var health = new TwilioHealthIndicator(() -> now);
        var attempt = new MeasuredAttempt(
                new TwilioTransport(twilio, TwilioStub.deadline()),
                new TwilioAnswer(new JsonMapper()),
                health,
                new SimpleMeterRegistry());
        assertThat(health.health().getStatus().getCode()).isEqualTo("UNKNOWN");
        answer(okJson("{\"rooms\": []}"));
        attempt.make(get("/v1/Rooms"));
        assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
        answer(aResponse().withStatus(401).withBody("{\"code\": 20003}"));
        catchThrowableOfType(TwilioCallException.class, () -> attempt.make(get("/v1/Rooms")));
        assertThat(health.health().getStatus().getCode()).isEqualTo("DOWN");
        assertThat(health.health().getDetails())
                .containsEntry("lastCall", now)
                .containsEntry("failure", "Twilio answered 401 with code 20003");
    }

    @Test
    void timesCallsByOperationAndStatus() {
        var meters = new SimpleMeterRegistry();
        MeasuredAttempt attempt = TwilioStub.measured(twilio, meters);
        answer(okJson("{\"rooms\": []}"));
        attempt.make(get("/v1/Rooms"));
        answer(aResponse().withStatus(503));
        Request create = new Request(HttpMethod.POST, "video", "/v1/Rooms");
        catchThrowableOfType(TwilioCallException.class, () -> attempt.make(create));
        assertThat(meters.get("twilio.calls")
                        .tags("operation", "list", "status", "200")
                        .timer()
                        .count())
                .isOne();
        assertThat(meters.get("twilio.calls")
                        .tags("operation", "create", "status", "503")
                        .timer()
                        .count())
                .isOne();
    }

    @ParameterizedTest
    @CsvSource({"20003, 20003", "53119, 53119", "53126, 53126", "12345, other"})
    void countsErrorsByTheCodesThatMatter(int code, String counted) {
        var meters = new SimpleMeterRegistry();
        MeasuredAttempt attempt = TwilioStub.measured(twilio, meters);
        answer(aResponse().withStatus(400).withBody("{\"code\": " + code + "}"));
        catchThrowableOfType(TwilioCallException.class, () -> attempt.make(get("/v1/Rooms")));
        assertThat(meters.find("twilio.errors").counters()).hasSize(6);
        assertThat(meters.get("twilio.errors").tag("code", counted).counter().count())
                .isOne();
    }

    private void assertTimesOut(TwilioProperties settings, boolean mayHaveArrived) {
        client = TwilioStub.clientThatTriesOnce(settings);
        assertThat(taken(() -> assertThat(failure())
                        .returns(true, TwilioCallException::timedOut)
                        .returns(mayHaveArrived, TwilioCallException::mayHaveArrived)))
                .isBetween(SHORT, LONG.dividedBy(2));
    }

    /** Where it takes longer than any call may to connect to one of the host's addresses. */
    private void assertTimesOut(int port, LookUp addresses) {
        TwilioProperties settings = TwilioStub.properties("http://localhost:" + port, LONG, SHORT);
        client = TwilioStub.clientThatTriesOnce(settings, addresses(addresses));
        assertThat(taken(() -> assertThat(failure().timedOut()).isTrue())).isLessThan(LONG.dividedBy(2));
    }

    private interface LookUp {

        InetAddress[] find() throws UnknownHostException, InterruptedException;
    }

    private static DnsResolver addresses(LookUp addresses) {
        return new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                try {
                    return addresses.find();
                } catch (UnknownHostException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByName("127.0.0.1");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration taken(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private TwilioCallException failure() {
        return catchThrowableOfType(TwilioCallException.class, () -> client.request(get("/v1/Rooms")));
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        wire.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static Request get(String path) {
        return new Request(HttpMethod.GET, "video", path);
    }
}
