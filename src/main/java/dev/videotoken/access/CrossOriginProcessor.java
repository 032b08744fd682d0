package dev.videotoken.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Spring's, but it refuses as everything here refuses. */
final class CrossOriginProcessor extends DefaultCorsProcessor {

    /** What a browser says of the page that asks, and of how it wants to, which the answer repeats. */
    private static final List<String> REPEATED = List.of(
            HttpHeaders.ORIGIN, HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);

    /** Of these together. */
    private static final int MOST_CHARACTERS = 2048;

    /** A scheme, the longest name of a host (253), and a port. Matching takes time, by a power of the length. */
    private static final int LONGEST_ORIGIN = 300;

    private final BiConsumer<HttpServletRequest, HttpServletResponse> refusal;

    CrossOriginProcessor(BiConsumer<HttpServletRequest, HttpServletResponse> refusal) {
        this.refusal = refusal;
    }

    @Override
    public boolean processRequest(
            @Nullable CorsConfiguration allowed, HttpServletRequest request, HttpServletResponse response) {
        boolean valid = isValid(allowed, request, response);
        if (!valid) {
            refusal.accept(request, response);
        }
        return valid;
    }

    /** Spring fails on an origin that is no address. */
    private boolean isValid(
            @Nullable CorsConfiguration allowed, HttpServletRequest request, HttpServletResponse response) {
        try {
            return isShort(request) && super.processRequest(allowed, request, response);
        } catch (IllegalArgumentException | IllegalStateException | IOException e) {
            return false;
        }
    }

    /** The answer's head has a bound too. A field that Tomcat could not read is there, with nothing in it. */
    private static boolean isShort(HttpServletRequest request) {
        int characters = 0;
        for (String name : REPEATED) {
            for (var values = request.getHeaders(name); values.hasMoreElements(); ) {
                String value = values.nextElement();
                if (value == null) {
                    return false;
                }
                characters += value.length();
            }
        }
        return characters <= MOST_CHARACTERS
                && Objects.requireNonNullElse(request.getHeader(HttpHeaders.ORIGIN), "")
                                .length()
                        <= LONGEST_ORIGIN;
    }

    /** It has no request to tell it to. */
    @Override
    protected void rejectRequest(ServerHttpResponse response) {}
}
