package dev.videotoken;

import java.net.BindException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells of a port at which the service may not listen, or not at that address; Boot tells only of one that is in use. */
class PortFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, BindException cause) {
        String why = Objects.requireNonNullElse(cause.getMessage(), "");
        return why.contains("in use")
                ? null
                : new FailureAnalysis(
                        "PORT (server.port) or MANAGEMENT_SERVER_PORT (management.server.port) cannot be listened on: "
                                + why + ".",
                        "Choose a port from 1024 on, since those below may take a right that the service has not; and"
                                + " where SERVER_ADDRESS or MANAGEMENT_SERVER_ADDRESS is set, an address of this machine.",
                        cause);
    }
}
