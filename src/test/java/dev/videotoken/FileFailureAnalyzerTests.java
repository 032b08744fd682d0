package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.WebServerException;

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
    void tellsWhatTheServerNeedsADirectoryFor() {
        FailureAnalysis analysis = analyzer.analyze(new WebServerException(
                "Unable to create tempDir. java.io.tmpdir is set to /tmp",
                new FileSystemException("/tmp/tomcat.8080.1", null, "Read-only file system")));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo("A directory cannot be created: /tmp/tomcat.8080.1: Read-only file system.");
        assertThat(analysis.getAction()).contains("mount one in memory at /tmp");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException())).isNull();
    }
}
