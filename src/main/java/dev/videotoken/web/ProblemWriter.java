package dev.videotoken.web;

import jakarta.servlet.RequestDispatcher;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;

/** Puts a problem into an answer that is told to everybody and stored by nobody. */
final class ProblemWriter {

    private ProblemWriter() {}

    /**
     * With the type set, Spring does not look at what the request accepts: a failure is always told. Filters know it by
     * its name, as the request's {@value RequestDispatcher#ERROR_MESSAGE}.
     */
    static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers, WebRequest request) {
        problem.setInstance(path(((ServletWebRequest) request).getRequest().getRequestURI()));
        request.setAttribute(RequestDispatcher.ERROR_MESSAGE, ProblemType.nameOf(problem), WebRequest.SCOPE_REQUEST);
        HttpHeaders all = HttpHeaders.copyOf(headers);
        all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        all.setCacheControl(CacheControl.noStore());
        return new ResponseEntity<>(problem, all, HttpStatusCode.valueOf(problem.getStatus()));
    }

    /** Not every path that a server takes is a URI: {@code //} is none. */
    static URI path(String requested) {
        try {
            return new URI(requested);
        } catch (URISyntaxException e) {
            return URI.create("/");
        }
    }
}
