package dev.videotoken.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.web.header.HeaderWriter;
import tools.jackson.databind.json.JsonMapper;

/** Answers what goes wrong before Spring sees the request, or without a word, in place of Tomcat's HTML page. */
class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    private final JsonMapper json;
    private final HeaderWriter headers;

    ProblemValve(JsonMapper json, HeaderWriter headers) {
        this.json = json;
        this.headers = headers;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        // Or Boot's own valve, which stands before this one, would cut the connection off as if no answer could be
        // sent.
        var unused = response.setErrorReported();
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || response.isCommitted()) {
            return;
        }
        // 501 and 505 are for what the caller sent: a transfer coding or a version of HTTP that nobody knows.
        ProblemDetail problem = ProblemType.of(status == 501 || status == 505 ? 400 : status, detail(status));
        if (request.getRequestURI() != null) {
            problem.setInstance(ProblemWriter.path(request.getRequestURI()));
        }
        response.setStatus(problem.getStatus());
        // To TRACE Tomcat tells whatever methods a servlet may have.
        response.setHeader(HttpHeaders.ALLOW, null);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.writeHeaders(request, response);
        if (response.getHeader(RequestIdFilter.HEADER) == null) {
            String id = RequestIdFilter.idOf(request);
            response.setHeader(RequestIdFilter.HEADER, id);
            MDC.put(RequestIdFilter.KEY, id);
            log.info("A request was refused before it was read, status {}", status);
            MDC.remove(RequestIdFilter.KEY);
        }
        try {
            response.getOutputStream().write(json.writeValueAsBytes(problem));
            response.finishResponse();
        } catch (IOException e) {
            log.debug("The caller went away", e);
        }
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this path.";
            case 500 -> "It has been logged.";
            default -> "The request was refused before it was read.";
        };
    }
}
