package dev.videotoken.web;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers what goes wrong in or before a controller; what goes wrong before Spring is for {@link ProblemValve}. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    /** What is wrong with one parameter. */
    private record Fault(String field, String message) {}

    @ExceptionHandler
    ResponseEntity<Object> handle(BindException e, WebRequest request) {
        List<Fault> faults = e.getFieldErrors().stream()
                .map(error -> new Fault(error.getField(), Objects.requireNonNull(error.getDefaultMessage())))
                .toList();
        ProblemDetail problem = ProblemType.INVALID_REQUEST.with(faults.stream()
                .map(fault -> fault.field() + " " + fault.message())
                .collect(Collectors.joining("; ", "", ".")));
        problem.setProperty("errors", faults);
        return ProblemWriter.answer(problem, HttpHeaders.EMPTY, request);
    }

    /** Tomcat meets parameters that it cannot decode, or that are too large, when they are first asked for. */
    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidParameterException e, WebRequest request) {
        String detail = e.getErrorCode() == HttpStatus.CONTENT_TOO_LARGE.value()
                ? "A form may have at most 8 KiB."
                : "There may be at most 100 parameters, each with a name, in percent-encoded UTF-8.";
        return ProblemWriter.answer(ProblemType.of(e.getErrorCode(), detail), HttpHeaders.EMPTY, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handle(Exception e, WebRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            log.debug("The caller went away", e);
            return null;
        }
        return answerBug(e, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail =
                "The body must be a JSON object like {\"identity\": \"alice\"}, in UTF-8, with each name once, of at most 8 KiB.";
        return ProblemWriter.answer(ProblemType.INVALID_REQUEST.with(detail), headers, request);
    }

    /** HEAD is there wherever GET is, though Spring does not tell it. */
    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Set<HttpMethod> allowed = new TreeSet<>(headers.getAllow());
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
            headers.setAllow(allowed);
        }
        return handleExceptionInternal(e, null, headers, status, request);
    }

    /** Spring's words for one that is not there are "Content-Type 'null'". */
    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return e.getContentType() == null && request.getHeader(HttpHeaders.CONTENT_TYPE) == null
                ? ProblemWriter.answer(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE.with("A body needs a Content-Type."), headers, request)
                : handleExceptionInternal(e, null, headers, status, request);
    }

    /** Without Spring's headers, which would name what our media types are of. */
    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answerNotAcceptable(request);
    }

    /** One that Spring will not sort: it takes fifty types, with what we can answer for each. */
    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidMimeTypeException e, WebRequest request) {
        return answerNotAcceptable(request);
    }

    /** Without a cause it is no bug: the caller accepts only JSON that is not UTF-8. */
    @Override
    protected ResponseEntity<Object> handleHttpMessageNotWritable(
            HttpMessageNotWritableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return e.getCause() == null ? answerNotAcceptable(request) : answerBug(e, request);
    }

    /** What Spring raises itself; its words about the request name no class. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError() || !(e instanceof ErrorResponse response)) {
            return answerBug(e, request);
        }
        String detail = Objects.requireNonNullElse(response.getBody().getDetail(), "It was refused.");
        return ProblemWriter.answer(ProblemType.of(status.value(), detail), headers, request);
    }

    private static ResponseEntity<Object> answerNotAcceptable(WebRequest request) {
        ProblemDetail problem = ProblemType.NOT_ACCEPTABLE.with(
                "Nothing here is of a type that the caller accepts; tokens are application/json, in UTF-8.");
        return ProblemWriter.answer(problem, HttpHeaders.EMPTY, request);
    }

    private static ResponseEntity<Object> answerBug(Exception e, WebRequest request) {
        log.error("A bug in this service", e);
        return ProblemWriter.answer(ProblemType.INTERNAL.with("It has been logged."), HttpHeaders.EMPTY, request);
    }
}
