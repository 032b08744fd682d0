package dev.videotoken.token;

import dev.videotoken.access.Caller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Tells in one line how each request for a token ended, and counts it. It stands before all of Spring's that may refuse
 * one. No other line holds an identity, and none a token. No answer leaves before its line is written; held back whole,
 * it has a length and needs one write to the network.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
final class TokenAuditFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(TokenAuditFilter.class);

    private static final String ISSUED = "issued";
    private static final String REFUSED = "refused";
    private static final String FAILED = "failed";
    private static final List<String> OUTCOMES = List.of(ISSUED, REFUSED, FAILED);

    private final InstantSource clock;
    private final MeterRegistry meters;

    TokenAuditFilter(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        // From zero, or Prometheus would not see the first of them come.
        OUTCOMES.forEach(this::counter);
    }

    private Counter counter(String outcome) {
        return meters.counter("video.tokens", "outcome", outcome);
    }

    /** A preflight asks for no token yet. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().equals(VideoTokenController.PATH)
                || HttpMethod.OPTIONS.matches(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = clock.millis();
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        boolean ended = false;
        try {
            chain.doFilter(request, answer);
            ended = true;
        } finally {
            int status = ended ? answer.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            tell(request, status, clock.millis() - start);
        }
        send(answer, response);
    }

    /**
     * Neither flushed nor given a length, which Tomcat adds, so that it leaves when all is done: a caller who has it
     * sooner asks again before this thread is done, and the thread goes on with him while others wait.
     */
    private static void send(ContentCachingResponseWrapper answer, HttpServletResponse response) throws IOException {
        if (answer.getContentSize() > 0) {
            response.getOutputStream().write(answer.getContentAsByteArray());
        }
    }

    private void tell(HttpServletRequest request, int status, long millis) {
        String outcome = outcome(status);
        TokenAudit audit = TokenAudit.of(request);
        String caller = Caller.nameOf(request);
        String reason = (String) request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
        counter(outcome).increment();
        log.atInfo()
                .addKeyValue("outcome", outcome)
                .addKeyValue("identity", audit.identity())
                .addKeyValue("room", audit.room())
                .addKeyValue("roomSid", audit.roomSid())
                .addKeyValue("stale", audit.stale())
                .addKeyValue("caller", caller)
                .addKeyValue("token", audit.fingerprint())
                .addKeyValue("status", status)
                .addKeyValue("reason", reason)
                .addKeyValue("millis", millis)
                .log(
                        "Token {}: identity {}, room {} ({}{}), caller {}, token {}, status {}{}, {} ms",
                        outcome,
                        new Quoted(audit.identity()),
                        orNone(audit.room()),
                        orNone(audit.roomSid()),
                        audit.stale() ? ", stale" : "",
                        new Quoted(caller),
                        orNone(audit.fingerprint()),
                        status,
                        reason == null ? "" : " (" + reason + ")",
                        millis);
    }

    private static String orNone(@Nullable String text) {
        return Objects.requireNonNullElse(text, Quoted.NONE);
    }

    private static String outcome(int status) {
        if (status < HttpServletResponse.SC_BAD_REQUEST) {
            return ISSUED;
        }
        return status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR ? REFUSED : FAILED;
    }
}
