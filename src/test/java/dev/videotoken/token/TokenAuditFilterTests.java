package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class TokenAuditFilterTests {

    private final TokenAuditFilter filter = new TokenAuditFilter(InstantSource.system(), new SimpleMeterRegistry());

    /** Or the caller would ask again while this thread is at work for him, and the others would wait. */
    @Test
    void anAnswerIsWholeButHasNotLeftWhenTheFilterIsDone() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", VideoTokenController.PATH);
        request.setServletPath(VideoTokenController.PATH);
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
}
