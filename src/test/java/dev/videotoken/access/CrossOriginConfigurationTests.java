package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.ModelAndView;

/** What the log is told of web pages that are refused; {@link dev.videotoken.CrossOriginTests} has the answers. */
@ExtendWith(OutputCaptureExtension.class)
class CrossOriginConfigurationTests {

    private Instant now = Instant.parse("2026-11-30T10:00:00Z");

    private final Filter crossOrigin = new CrossOriginConfiguration()
            .crossOrigin(
                    new CorsProperties(List.of("https://app.example.com")),
                    new Refusals(
                            (request, response, handler, refusal) -> new ModelAndView(),
                            new RateLimiter(new RateLimits(600), () -> now)),
                    () -> now)
            .getFilter();

    @Test
    void preflightThatIsRefusedIsToldOnceAMinute(CapturedOutput output) throws ServletException, IOException {
        String told = "A web page may not ask, by its origin or how it asks (see VIDEO_CORS_ALLOWED_ORIGINS): ";
        preflight("https://app.example.com");
        assertThat(output).doesNotContain(told);
        preflight("https://other.example.com");
        preflight("https://other.example.com");
        assertThat(output).containsOnlyOnce(told + "https://other.example.com");
        now = now.plusSeconds(60);
        preflight("https://third.example.com/\n\u0085a");
        assertThat(output).contains(told + "https://third.example.com/??a");
    }

    private void preflight(String origin) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("OPTIONS", "/video-token");
        request.addHeader("Origin", origin);
        request.addHeader("Access-Control-Request-Method", "GET");
        crossOrigin.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
    }
}
