package dev.videotoken.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
        try {
            limiter.spendOne(Caller.of(request), response);
        } catch (CallerRefusedException e) {
            refusals.tell(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }
}
