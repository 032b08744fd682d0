package dev.videotoken;

import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;

/** Tells which port the service cannot listen on. Boot tells only of one in use, and not which variable it is. */
class PortFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final String IN_USE = "Stop what listens there already, or choose another port.";

    private static final String NOT_ALLOWED =
            "Choose port 1024 or higher, since lower ones may need a privilege that the service lacks. Where"
                    + " SERVER_ADDRESS or MANAGEMENT_SERVER_ADDRESS is set, it must be an address of this machine.";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, BindException cause) {
        PortInUseException inUse = findCause(failure, PortInUseException.class);
        String why = inUse == null ? cause.getMessage() : inUse.getPort() + " is in use";
        return new FailureAnalysis(
                "PORT (server.port) or MANAGEMENT_SERVER_PORT (management.server.port) cannot be listened on: " + why
                        + ".",
                inUse == null ? NOT_ALLOWED : IN_USE,
                cause);
    }
}
