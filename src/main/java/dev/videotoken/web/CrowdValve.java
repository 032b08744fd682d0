package dev.videotoken.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;
import org.springframework.http.HttpHeaders;

/**
 * Where four fifths of the connections are taken, has each answer close its own, so that callers who have been answered
 * do not lock the others out. Tomcat counts the next connection, which it waits for, too.
 */
final class CrowdValve extends ValveBase {

    CrowdValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        var port = (AbstractProtocol<?>) request.getConnector().getProtocolHandler();
        if (port.getMaxConnections() > 0 && port.getConnectionCount() * 5L >= port.getMaxConnections() * 4L) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        getNext().invoke(request, response);
    }
}
