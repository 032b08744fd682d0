package dev.videotoken.web;

import dev.videotoken.room.RoomUnavailableException;
import dev.videotoken.room.RoomUnavailableException.Reason;
import java.time.Duration;
import java.util.Objects;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;

/** Answers where there is no room; before {@link ProblemHandler}, to which every other exception is a bug. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class RoomProblemHandler {

    /** What callers are told to wait where Twilio does not say. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

    @ExceptionHandler
    ResponseEntity<Object> handle(RoomUnavailableException e, WebRequest request) {
        ProblemDetail problem = problem(e.reason());
        HttpHeaders headers = new HttpHeaders();
        if (e.reason() != Reason.NOT_ALLOWED) {
            problem.setProperty("retryable", e.reason() != Reason.REJECTED);
        }
        if (e.twilioCode() != null) {
            problem.setProperty("twilioCode", e.twilioCode());
        }
        if (problem.getStatus() == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter(e)));
        }
        return ProblemWriter.answer(problem, headers, request);
    }

    private static ProblemDetail problem(Reason reason) {
        return switch (reason) {
            case NOT_ALLOWED -> ProblemType.ROOM_NOT_ALLOWED.with("This service does not offer that room.");
            case REJECTED ->
                ProblemType.TWILIO_REJECTED.with("Whoever runs this service has to fix this; its log says how.");
            case THROTTLED -> ProblemType.TWILIO_THROTTLED.with("Try again later.");
            case UNAVAILABLE ->
                ProblemType.TWILIO_UNAVAILABLE.with("No room is available at the moment. Try again later.");
            case BUDGET_SPENT ->
                ProblemType.ROOM_BUDGET_SPENT.with("Rooms that exist still work; try again later for this one.");
            case TIMEOUT -> ProblemType.TWILIO_TIMEOUT.with("No room was ready in time. Try again.");
        };
    }

    /** Seconds, from one to sixty, and no fewer than Twilio asks for. */
    private static long retryAfter(RoomUnavailableException e) {
        Duration asked = Objects.requireNonNullElse(e.retryAfter(), RETRY_AFTER);
        return asked.compareTo(LONGEST_RETRY_AFTER) > 0
                ? LONGEST_RETRY_AFTER.toSeconds()
                : Math.max(1, asked.plusNanos(999_999_999).toSeconds());
    }
}
