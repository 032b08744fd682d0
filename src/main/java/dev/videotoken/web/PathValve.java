package dev.videotoken.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Refuses parameters in a path, as Spring Security's firewall does, but before the first filter of Spring's that
 * decodes them, which fails on a broken escape in one.
 */
final class PathValve extends ValveBase {

    PathValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // Null where Tomcat has not come to it.
        String path = request.getRequestURI();
        if (path != null && path.indexOf(';') >= 0) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else {
            getNext().invoke(request, response);
        }
    }
}
