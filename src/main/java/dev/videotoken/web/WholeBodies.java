package dev.videotoken.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Reads a body of JSON to its end before it is parsed, so that whoever stops in the middle holds no parser. Refuses
 * what is not UTF-8, as Jackson does only where it keeps the names that it meets (see {@link WebConfiguration}).
 * Refuses NULs too: all JSON in UTF-16 or UTF-32, which Jackson would take, has them, and can pass for UTF-8.
 */
@ControllerAdvice
class WholeBodies extends RequestBodyAdviceAdapter {

    private final int longest;

    /** @param longest bytes */
    WholeBodies(@Value("${spring.jackson.factory.constraints.read.max-document-length}") int longest) {
        this.longest = longest;
    }

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        byte[] body = message.getBody().readNBytes(longest + 1);
        if (body.length > longest) {
            throw new HttpMessageNotReadableException("The body is too long", message);
        }
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        if (text.chars().anyMatch(character -> character == 0)) {
            throw new HttpMessageNotReadableException("The body is not UTF-8", message);
        }
        return new HttpInputMessage() {
            @Override
            public InputStream getBody() {
                return new ByteArrayInputStream(body);
            }

            /** JSON is UTF-8, whatever charset its type names: by another one bytes would make another text. */
            @Override
            public HttpHeaders getHeaders() {
                HttpHeaders headers = HttpHeaders.copyOf(message.getHeaders());
                headers.setContentType(MediaType.APPLICATION_JSON);
                return headers;
            }
        };
    }
}
