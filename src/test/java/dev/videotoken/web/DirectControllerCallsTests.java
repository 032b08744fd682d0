package dev.videotoken.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@WebMvcTest(DirectControllerCallsTests.CalledController.class)
@Import(DirectControllerCallsTests.CalledController.class)
class DirectControllerCallsTests {

    @Autowired
    private MockMvcTester mvc;

    @TestBean
    private MeterRegistry meters;

    static MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/controller", "/handler-of-its-exceptions"})
    void noReflectionIsBetweenSpringAnd(String called) {
        assertThat(mvc.get().uri(called)).hasStatusOk().bodyText().isEqualTo("[]");
    }

    @RestController
    static class CalledController {

        @GetMapping("/controller")
        String controller() {
            return reflection();
        }

        @GetMapping("/handler-of-its-exceptions")
        void fail() {
            throw new IllegalStateException();
        }

        @ExceptionHandler
        String handle(IllegalStateException e) {
            return reflection();
        }

        private static String reflection() {
            List<String> frames = Arrays.stream(new Throwable().getStackTrace())
                    .map(StackTraceElement::getClassName)
                    .takeWhile(type -> !type.startsWith("org.springframework."))
                    .filter(type -> type.contains(".reflect."))
                    .toList();
            return frames.toString();
        }
    }
}
