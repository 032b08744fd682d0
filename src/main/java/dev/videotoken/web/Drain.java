package dev.videotoken.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;

/**
 * The time between the order to stop, at which readiness says no, and the end of listening. Who balances the load
 * notices, and callers let go of their connections; whoever still comes is answered as ever. Boot stops listening at
 * once (<a href="https://github.com/spring-projects/spring-boot/issues/20995">spring-boot#20995</a>). Safe for many
 * threads.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class Drain implements SmartLifecycle, Filter {

    private final Duration drainFor;
    private volatile boolean running;

    Drain(Duration drainFor) {
        this.drainFor = drainFor;
    }

    /** The first to stop. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        CompletableFuture.delayedExecutor(drainFor.toMillis(), TimeUnit.MILLISECONDS)
                .execute(callback);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        letGo(response);
        try {
            chain.doFilter(request, response);
        } finally {
            letGo(response);
        }
    }

    /** Before an answer, and after one begun before the order to stop. Where it has been sent, it stays as it is. */
    private void letGo(ServletResponse response) {
        if (!running) {
            ((HttpServletResponse) response).setHeader(HttpHeaders.CONNECTION, "close");
        }
    }
}
