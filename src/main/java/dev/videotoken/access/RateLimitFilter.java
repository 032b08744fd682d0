package dev.videotoken.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody on who comes too often, before anything is spent on them. */
final class RateLimitFilter extends OncePerRequestFilter {

    private final RateLimiter limiter;
    private final Refusals refusals;

    RateLimitFilter(RateLimiter limiter, Refusals refusals) {
        this.limiter = limiter;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<CallerRefusedException> refusal = limiter.spendOne(Caller.of(request), response);
        if (refusal.isPresent()) {
            refusals.tell(request, response, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }
}
