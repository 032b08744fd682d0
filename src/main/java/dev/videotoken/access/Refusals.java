package dev.videotoken.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Hands what is refused before a controller to where controllers' failures are answered. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final HandlerExceptionResolver answers;
    private final RateLimiter limiter;

    Refusals(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers, RateLimiter limiter) {
        this.answers = answers;
        this.limiter = limiter;
    }

    void tell(HttpServletRequest request, HttpServletResponse response, Exception refusal) {
        answers.resolveException(request, response, null, refusal);
    }

    /** A bearer token that is refused is met before the rate limit; whoever tries many is known by the address. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal) {
        Optional<CallerRefusedException> tooMany = response.containsHeader(RateLimiter.REMAINING)
                ? Optional.empty()
                : limiter.spendOne(Caller.at(request.getRemoteAddr()), response);
        tell(request, response, tooMany.isPresent() ? tooMany.get() : refusal);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal) {
        tell(request, response, refusal);
    }
}
