package dev.videotoken.web;

import dev.videotoken.room.RoomUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers what goes wrong in or before a controller; what goes wrong before Spring is for {@link ProblemValve}. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    private static final String LOGGED = "It has been logged.";

    /** What callers are told to wait where Twilio does not say. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

    @ExceptionHandler
    ResponseEntity<Object> handle(RoomUnavailableException e) {
        ProblemDetail problem = switch (e.reason()) {
            case NOT_ALLOWED -> ProblemType.ROOM_NOT_ALLOWED.with("This service does not offer that room.");
            case REJECTED -> ProblemType.TWILIO_REJECTED.with("Whoever runs this service has to mend it; see its log.");
            case THROTTLED -> ProblemType.TWILIO_THROTTLED.with("Try again later.");
            case UNAVAILABLE -> ProblemType.TWILIO_UNAVAILABLE.with("No room could be had. Try again later.");
            case TIMEOUT -> ProblemType.TWILIO_TIMEOUT.with("No room could be had in time. Try again.");
        };
        HttpHeaders headers = new HttpHeaders();
        if (problem.getStatus() >= 500) {
            log.warn("No room, so no token: {}: {}", e.reason(), e.getMessage());
            problem.setProperty("retryable", e.reason() != RoomUnavailableException.Reason.REJECTED);
        }
        if (e.twilioCode() != null) {
            problem.setProperty("twilioCode", e.twilioCode());
        }
        if (problem.getStatus() == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter(e).toSeconds()));
        }
        return answer(problem, headers);
    }

    private static Duration retryAfter(RoomUnavailableException e) {
        Duration asked = Objects.requireNonNullElse(e.retryAfter(), RETRY_AFTER);
        return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
    }

    @ExceptionHandler
    ResponseEntity<Object> handle(BindException e) {
        List<Map<String, String>> errors = e.getFieldErrors().stream()
                .map(error ->
                        Map.of("field", error.getField(), "message", Objects.requireNonNull(error.getDefaultMessage())))
                .toList();
        ProblemDetail problem = ProblemType.INVALID_REQUEST.with(errors.stream()
                .map(error -> error.get("field") + " " + error.get("message"))
                .collect(Collectors.joining("; ", "", ".")));
        problem.setProperty("errors", errors);
        return answer(problem, new HttpHeaders());
    }

    /** Tomcat meets parameters that it cannot decode, or that are too large, when they are first asked for. */
    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidParameterException e) {
        return answer(
                ProblemType.of(e.getErrorCode(), "The parameters must be percent-encoded UTF-8, and not too large."),
                new HttpHeaders());
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handle(Exception e) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            log.debug("The caller went away", e);
            return null;
        }
        log.error("Our own bug", e);
        return answer(ProblemType.INTERNAL.with(LOGGED), new HttpHeaders());
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                ProblemType.INVALID_REQUEST.with("The body must be a JSON object like {\"identity\": \"alice\"}."),
                headers);
    }

    /** What Spring raises itself; its words about the request name no class. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError() || !(e instanceof ErrorResponse response)) {
            log.error("Our own bug", e);
            return answer(ProblemType.INTERNAL.with(LOGGED), headers);
        }
        String detail = Objects.requireNonNullElse(response.getBody().getDetail(), "It was refused.");
        return answer(ProblemType.of(status.value(), detail), headers);
    }

    /** With the type set, Spring does not look at what the request accepts: a failure is always told. */
    private static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers) {
        HttpHeaders all = HttpHeaders.copyOf(headers);
        all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        all.setCacheControl(CacheControl.noStore());
        return new ResponseEntity<>(problem, all, HttpStatusCode.valueOf(problem.getStatus()));
    }
}
