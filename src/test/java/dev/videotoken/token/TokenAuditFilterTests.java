package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

@ExtendWith(OutputCaptureExtension.class)
class TokenAuditFilterTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", VideoTokenController.PATH);

    private Instant now = Instant.EPOCH;

    private final TokenAuditFilter filter = new TokenAuditFilter(() -> now, new SimpleMeterRegistry());

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

    @Test
    void tellsHowLongTheAnswerTook(CapturedOutput output) throws Exception {
        filter.doFilter(request, new MockHttpServletResponse(), (asked, answer) -> now = now.plusMillis(1234));

        assertThat(output).contains("status 200, 1234 ms");
    }
}
