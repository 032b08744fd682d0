package dev.videotoken.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Has a stop wait until the caller has been sent the whole answer. Boot waits for servlets and for what Tomcat counts
 * as asynchronous; a servlet is done before the end of its answer is written, and closing then loses the answer.
 */
final class UnderWayValve extends ValveBase {

    private final Context context;

    /** @param context whose requests are counted; one that Tomcat refuses has none of its own */
    UnderWayValve(Context context) {
        super(true);
        this.context = context;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        context.incrementInProgressAsyncCount();
        try {
            getNext().invoke(request, response);
            if (!request.isAsync()) {
                response.finishResponse();
            }
        } finally {
            context.decrementInProgressAsyncCount();
        }
    }
}
