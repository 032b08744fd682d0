package dev.videotoken.access;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
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
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
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
