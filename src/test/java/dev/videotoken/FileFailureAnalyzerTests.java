package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class FileFailureAnalyzerTests {

    private final FileFailureAnalyzer analyzer = new FileFailureAnalyzer();

    @Test
    void namesTheFileThatTheUserMayNotRead() {
        FailureAnalysis analysis = analyzer.analyze(
                new IllegalStateException(new AccessDeniedException("/run/secrets/TWILIO_API_SECRET")));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo("A file cannot be read: /run/secrets/TWILIO_API_SECRET (Permission denied).");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException())).isNull();
    }
}
