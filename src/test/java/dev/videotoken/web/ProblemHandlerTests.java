package dev.videotoken.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What callers are told of failures that nobody expected. */
@WebMvcTest(ProblemHandlerTests.BrokenController.class)
@Import(ProblemHandlerTests.BrokenController.class)
@ExtendWith(OutputCaptureExtension.class)
class ProblemHandlerTests {

    @Autowired
    private MockMvcTester mvc;

    @TestBean
    private MeterRegistry meters;

    static MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    @Test
    void ourOwnBugIsLoggedAndNotTold(CapturedOutput output) {
        assertInternal("/bug");
        assertThat(output).contains("ERROR", "IllegalStateException: the secret reason", "\tat ");
    }

    @Test
    void springsOwnFailureIsLoggedAndNotTold(CapturedOutput output) {
        assertInternal("/unwritable");
        assertThat(output).contains("ERROR", "HttpMessageNotWritableException: the secret reason");
    }

    @Test
    void failureOfOursThatSpringKnowsIsLoggedAndNotTold(CapturedOutput output) {
        assertInternal("/unavailable");
        assertThat(output).contains("ERROR", "ResponseStatusException: 503", "the secret reason");
    }

    @Test
    void callerWhoWentAwayIsNoFailure(CapturedOutput output) {
        assertThat(mvc.get().uri("/gone")).bodyText().isEmpty();
        assertThat(output).doesNotContain("ERROR", "WARN");
    }

    private void assertInternal(String path) {
        assertThat(mvc.get().uri(path))
                .hasStatus(500)
                .hasContentType("application/problem+json")
                .hasHeader("Cache-Control", "no-store")
                .bodyText()
                .contains("urn:video-token:internal")
                .doesNotContain("secret reason", "Exception");
    }

    @RestController
    static class BrokenController {

        @GetMapping("/bug")
        String bug() {
            throw new IllegalStateException("the secret reason");
        }

        @GetMapping("/unwritable")
        String unwritable() {
            throw new HttpMessageNotWritableException("the secret reason", new IllegalStateException());
        }

        @GetMapping("/unavailable")
        String unavailable() {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "the secret reason");
        }

        @GetMapping("/gone")
        String gone() throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
