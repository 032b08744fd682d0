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
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final byte[] EMPTY_KEY_SET =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII);

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

    /** Each client has a thread and descriptors, which would wait for the garbage collector. */
    @Test
    void oneClientFetchesAll() {
        wire.stubFor(get(anyUrl()).willReturn(okJson("{}")));
        Set<Thread> before = clients();
        KeySets keys = new KeySets(InstantSource.system());
        for (int i = 0; i < 5; i++) {
            keys.getForObject(wire.baseUrl() + "/" + i, String.class);
        }
        wire.verify(5, getRequestedFor(anyUrl()));
        Set<Thread> after = clients();
        after.removeAll(before);
        assertThat(after).hasSize(1);
    }

    private static Set<Thread> clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .collect(Collectors.toSet());
    }

    /** Or one that the network has dropped meanwhile would be used again, until a time-out. */
    @Test
    void idleConnectionIsClosed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(30_000);
            Process fetch = inAJvmOfItsOwn(Fetch.class, server.getLocalPort());
            try (Socket connection = server.accept()) {
                connection.setSoTimeout(15_000);
                assertThat(connection.getInputStream().read(new byte[1024])).isPositive();
                connection.getOutputStream().write(EMPTY_KEY_SET);
                assertThat(connection.getInputStream().read()).as("end").isEqualTo(-1);
                assertThat(fetch.isAlive()).isTrue();
            } finally {
                fetch.destroy();
            }
        }
    }

    /** The JDK reads how long it keeps connections once, before its first. */
    private static Process inAJvmOfItsOwn(Class<?> main, int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
    }

    static final class Fetch {

        public static void main(String[] port) throws IOException {
            new KeySets(InstantSource.system()).getForObject("http://localhost:" + port[0], String.class);
            var untilItIsEnded = System.in.read();
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
