package dev.videotoken;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;

/** Tells which file the start could not use: the settings', a secret's, a certificate's or its key's. */
class FileFailureAnalyzer implements FailureAnalyzer {

    /** How Boot and Tomcat begin to say that a certificate or its key is of no use. */
    private static final List<String> TLS = List.of(
            "SSL bundle name", "Unable to register SSL bundle", "Could not load store", "Error creating SSLContext");

    private static final String READABLE = "Name a file that is there, and let the user that the service runs as read"
            + " it: container platforms give mounted secrets an owner and a mode.";

    private static final String TEMPORARY = "Let the user that the service runs as write to the directory for temporary"
            + " files: with a read-only file system, mount one in memory at /tmp.";

    private static final String PEM =
            "The bundle's KEYSTORE_CERTIFICATE and KEYSTORE_PRIVATEKEY must name PEM files: the"
                    + " certificate with those that signed it, and its private key; the README shows how.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        boolean tls = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = Objects.requireNonNullElse(cause.getMessage(), "");
            if (message.startsWith("Unable to create tempDir")) {
                String why = NestedExceptionUtils.getMostSpecificCause(cause).getMessage();
                return new FailureAnalysis("A directory cannot be created: " + why + ".", TEMPORARY, cause);
            }
            if (cause instanceof FileNotFoundException || cause instanceof FileSystemException) {
                return new FailureAnalysis(unreadable(cause), READABLE, cause);
            }
            if (message.startsWith("Malformed \\uxxxx")) {
                return new FailureAnalysis(
                        "The file .env has \\u without four hexadecimal digits after it.",
                        "Write each backslash in it twice.",
                        cause);
            }
            tls |= TLS.stream().anyMatch(message::startsWith);
        }
        return tls ? new FailureAnalysis(unusable(failure), PEM, failure) : null;
    }

    private static String unreadable(Throwable cause) {
        String why = cause instanceof AccessDeniedException ? " (Permission denied)" : "";
        return "A file cannot be read: " + cause.getMessage() + why + ".";
    }

    private static String unusable(Throwable failure) {
        return "SERVER_SSL_BUNDLE (server.ssl.bundle) names a certificate or key that cannot be used: "
                + NestedExceptionUtils.getMostSpecificCause(failure).getMessage() + ".";
    }
}
