package dev.videotoken.access;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClientException;

class KeySetsTests {

    @RegisterExtension
    static final WireMockExtension wire = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(KeySets.class);
    }

    @BeforeEach
    void readTheLog() {
        lines.start();
        log().addAppender(lines);
    }

    @AfterEach
    void leaveTheLog() {
        log().detachAppender(lines);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(aResponse().withStatus(401).withBody("no sesame"), "status 401"),
                Arguments.of(okJson("sesame"), "tools.jackson.core.exc.StreamReadException"),
                Arguments.of(
                        aResponse().withFault(Fault.EMPTY_RESPONSE), "java.io.EOFException: EOF reached while reading"),
                Arguments.of(temporaryRedirect("http://user:sesame@[host"), "java.net.URISyntaxException"));
    }

    /** Who cuts off a compressed answer may meet a fault of the JDK's that is no failure of a fetch. */
    @Test
    void asksForNothingCompressed() {
        wire.stubFor(get(anyUrl()).willReturn(okJson("{}")));
        new KeySets(InstantSource.system()).getForObject(wire.baseUrl(), Map.class);
        wire.verify(1, getRequestedFor(anyUrl()).withoutHeader("Accept-Encoding"));
    }

    @Test
    void failureOfAnyKindIsKeptForAWhile() {
        wire.stubFor(get(anyUrl()).willReturn(okJson("{}")));
        KeySets keys = new KeySets(InstantSource.system());
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(RestClientException.class)
                    .isThrownBy(() -> keys.execute(wire.baseUrl(), HttpMethod.GET, null, answer -> {
                        throw new NullPointerException("Inflater has been closed");
                    }));
        }
        wire.verify(1, getRequestedFor(anyUrl()));
    }

    /** As behind a network that drops what has been idle: a kept connection would be found dead by a time-out. */
    @Test
    void connectionIsNotUsedAgain() throws IOException {
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                .getBytes(StandardCharsets.US_ASCII);
        List<Socket> connections = new CopyOnWriteArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 2; i++) {
                    try {
                        Socket connection = server.accept();
                        connections.add(connection);
                        connection.getInputStream().read(new byte[1024]);
                        connection.getOutputStream().write(answer);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            Instant start = Instant.now();
            Duration[] ahead = {Duration.ZERO};
            KeySets keys = new KeySets(() -> start.plus(ahead[0]));
            String address = "http://localhost:" + server.getLocalPort();
            assertThat(keys.getForObject(address, String.class)).isEqualTo("{}");
            ahead[0] = Duration.ofSeconds(11);
            assertThat(keys.getForObject(address, String.class)).isEqualTo("{}");
            assertThat(served).succeedsWithin(Duration.ofSeconds(10));
        } finally {
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsToldWithItsCauseAndWithoutASecret(ResponseDefinitionBuilder answer, String why) {
        wire.stubFor(get(anyUrl()).willReturn(answer));
        URI address = URI.create("http://user:sesame@localhost:%d/keys?key=sesame".formatted(wire.getPort()));
        assertThatExceptionOfType(RestClientException.class)
                .isThrownBy(() -> new KeySets(InstantSource.system()).getForObject(address, Map.class));
        assertThat(lines.list.stream().filter(line -> line.getLevel() == Level.WARN))
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage, InstanceOfAssertFactories.STRING)
                .startsWith("The keys of the sign-in cannot be fetched from http://localhost:%d/keys: "
                        .formatted(wire.getPort()))
                .contains(why)
                .doesNotContain("sesame");
    }
}
