package dev.videotoken.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Has a stop wait until the caller has been sent the whole answer. Boot waits for servlets and for what Tomcat counts as
 * asynchronous; a servlet is done before the end of its answer is written, and closing then loses the answer.
 */
final class UnderWayValve extends ValveBase {

    UnderWayValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.getContext().incrementInProgressAsyncCount();
        try {
            getNext().invoke(request, response);
            response.finishResponse();
        } finally {
            request.getContext().decrementInProgressAsyncCount();
        }
    }
}
