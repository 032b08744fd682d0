package dev.videotoken.web;

import dev.videotoken.access.CallerRefusedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;

/** Answers callers who are refused a token; before {@link ProblemHandler}, to which every other exception is a bug. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class AccessProblemHandler {

    /** Seconds. */
    private static final String SIGN_IN_RETRY_AFTER = "5";

    private static final String SPRINGS_PREFACE = "^An error occurred while attempting to decode the Jwt: ";

    @ExceptionHandler
    ResponseEntity<Object> handle(CallerRefusedException e, WebRequest request) {
        ProblemType type = switch (e.reason()) {
            case IDENTITY_MISMATCH -> ProblemType.IDENTITY_MISMATCH;
            case ROOM_NOT_ALLOWED -> ProblemType.ROOM_NOT_ALLOWED;
            case FORBIDDEN -> ProblemType.FORBIDDEN;
            case RATE_LIMITED -> ProblemType.RATE_LIMITED;
        };
        HttpHeaders headers = new HttpHeaders();
        if (e.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(e.retryAfter().toSeconds()));
        }
        return ProblemWriter.answer(type.with(Objects.requireNonNull(e.getMessage())), headers, request);
    }

    /** In the words of <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750</a>. */
    @ExceptionHandler
    ResponseEntity<Object> handle(AuthenticationException e, WebRequest request) {
        HttpHeaders headers = new HttpHeaders();
        if (e instanceof AuthenticationServiceException) {
            headers.set(HttpHeaders.RETRY_AFTER, SIGN_IN_RETRY_AFTER);
            ProblemDetail problem = ProblemType.SIGN_IN_UNAVAILABLE.with(
                    "The keys that bearer tokens are checked with are not available.");
            return ProblemWriter.answer(problem, headers, request);
        }
        String fault = fault(e);
        headers.set(HttpHeaders.WWW_AUTHENTICATE, fault == null ? "Bearer" : "Bearer error=\"invalid_token\"");
        String detail = fault == null ? "A bearer token is missing." : "The bearer token is not accepted: " + fault;
        return ProblemWriter.answer(ProblemType.UNAUTHENTICATED.with(detail), headers, request);
    }

    private static @Nullable String fault(AuthenticationException e) {
        return e instanceof OAuth2AuthenticationException bearer
                ? Objects.requireNonNullElse(bearer.getError().getDescription(), "it is malformed.")
                        .replaceFirst(SPRINGS_PREFACE, "")
                : null;
    }

    @ExceptionHandler
    ResponseEntity<Object> handle(AccessDeniedException e, WebRequest request) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
        ProblemDetail problem = ProblemType.FORBIDDEN.with("The bearer token lacks the required scope.");
        return ProblemWriter.answer(problem, headers, request);
    }

    /** Spring Security looks at header fields and parameters when they are asked for. */
    @ExceptionHandler
    ResponseEntity<Object> handle(RequestRejectedException e, WebRequest request) {
        ProblemDetail problem = ProblemType.INVALID_REQUEST.with("A header field or a parameter is malformed.");
        return ProblemWriter.answer(problem, HttpHeaders.EMPTY, request);
    }
}
