package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class TokenAuditFilterTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", VideoTokenController.PATH);

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TokenAuditFilter filter = new TokenAuditFilter(() -> now, meters);

    @BeforeEach
    void askForAToken() {
        request.setServletPath(VideoTokenController.PATH);
    }

    /** Or the caller would ask again while this thread is at work for him, and the others would wait. */
    @Test
    void anAnswerIsWholeButHasNotLeftWhenTheFilterIsDone() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();

        filter.doFilter(request, response, (asked, answer) -> {
            answer.getOutputStream().write('{');
            answer.flushBuffer();
            answer.getOutputStream().write('}');
            answer.flushBuffer();
        });

        assertThat(response.getContentAsString()).isEqualTo("{}");
        assertThat(response.isCommitted()).isFalse();
        // Tomcat sends an answer as soon as it has the length that it was given.
        assertThat(response.getHeader("Content-Length")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"200, issued", "400, refused", "429, refused", "500, failed", "503, failed"})
    void countsByHowTheRequestEnded(int status, String outcome) throws Exception {
        filter.doFilter(
                request,
                new MockHttpServletResponse(),
                (asked, answer) -> ((HttpServletResponse) answer).setStatus(status));
        assertCounted(outcome);
    }

    @Test
    void whatNobodyHasForeseenIsAFailure() {
        assertThatIllegalStateException()
                .isThrownBy(() -> filter.doFilter(request, new MockHttpServletResponse(), (asked, answer) -> {
                    throw new IllegalStateException("unforeseen");
                }));
        assertCounted("failed");
    }

    /** As probes do, and a browser that asks whether it may. */
    @ParameterizedTest
    @CsvSource({"GET, /livez", "OPTIONS, /video-token"})
    void whoAsksForNoTokenIsNotCounted(String method, String path) throws Exception {
        request.setMethod(method);
        request.setServletPath(path);
        filter.doFilter(request, new MockHttpServletResponse(), (asked, answer) -> {});
        assertCounted("none");
    }

    private void assertCounted(String outcome) {
        assertThat(meters.get("video.tokens").counters())
                .allSatisfy(counter -> assertThat(counter.count())
                        .isEqualTo(outcome.equals(counter.getId().getTag("outcome")) ? 1 : 0));
    }

    @Test
    void tellsHowLongTheAnswerTook() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(TokenAuditFilter.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            filter.doFilter(request, new MockHttpServletResponse(), (asked, answer) -> now = now.plusMillis(1234));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).endsWith(", 1234 ms"))
                .satisfies(line -> assertThat(line.getKeyValuePairs()).contains(new KeyValuePair("millis", 1234L)));
    }
}
