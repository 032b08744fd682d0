package dev.videotoken.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.MediaType;

/** Takes a Content-Type with a wildcard for one that tells nothing: the first part of Spring to read it would fail. */
final class ContentTypeValve extends ValveBase {

    ContentTypeValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String type = request.getContentType();
        if (type != null && type.contains("*")) {
            request.getCoyoteRequest().contentType().setString(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        }
        getNext().invoke(request, response);
    }
}
