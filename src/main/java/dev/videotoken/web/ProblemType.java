package dev.videotoken.web;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The kinds of failure that callers can tell apart, each with its status; its name is the end of its URN. */
enum ProblemType {
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be understood"),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Sign in first"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "This is not for you"),
    IDENTITY_MISMATCH(HttpStatus.FORBIDDEN, "This identity is not yours"),
    ROOM_NOT_ALLOWED(HttpStatus.FORBIDDEN, "This room is not on offer"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not allowed here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "Nothing here matches what the request accepts"),
    CONTENT_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This content type is not supported"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    SIGN_IN_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Nobody can sign in at the moment"),
    TWILIO_REJECTED(HttpStatus.BAD_GATEWAY, "Twilio refuses this service"),
    TWILIO_THROTTLED(HttpStatus.SERVICE_UNAVAILABLE, "A limit of the Twilio account is reached"),
    TWILIO_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Twilio cannot be used at the moment"),
    ROOM_BUDGET_SPENT(HttpStatus.SERVICE_UNAVAILABLE, "Too many new rooms"),
    TWILIO_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "Twilio did not answer in time"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong in this service");

    private static final String URN = "urn:video-token:";

    private final HttpStatus status;
    private final String title;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /**
     * The problem of a failure for which there is only a status: the first type that has it. A client's fault that has
     * no type of its own keeps its status, as {@link #INVALID_REQUEST}.
     */
    static ProblemDetail of(int status, String detail) {
        if (status >= 500) {
            return INTERNAL.with(detail);
        }
        for (ProblemType type : values()) {
            if (type.status.value() == status) {
                return type.with(detail);
            }
        }
        ProblemDetail problem = INVALID_REQUEST.with(detail);
        problem.setStatus(status);
        return problem;
    }

    /** The end of its URN. */
    static String nameOf(ProblemDetail problem) {
        return String.valueOf(problem.getType()).substring(URN.length());
    }

    ProblemDetail with(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(URN + name().toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(title);
        return problem;
    }
}
