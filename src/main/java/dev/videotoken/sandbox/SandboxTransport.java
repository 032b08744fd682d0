package dev.videotoken.sandbox;

import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import dev.videotoken.twilio.TwilioProperties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** Answers the SDK as Twilio's Rooms API does: create, list, fetch and complete, with its JSON and its errors. */
final class SandboxTransport extends HttpClient {

    private static final String ROOMS = "/v1/Rooms";

    private final byte[] authorization;
    private final SandboxRooms rooms;
    private final JsonMapper json;

    SandboxTransport(TwilioProperties twilio, SandboxRooms rooms, JsonMapper json) {
        this.authorization = bytes("Basic "
                + HttpHeaders.encodeBasicAuth(
                        twilio.apiKey(), twilio.apiSecret().reveal(), StandardCharsets.US_ASCII));
        this.rooms = rooms;
        this.json = json;
    }

    @Override
    public Response makeRequest(Request request) {
        try {
            if (!MessageDigest.isEqual(bytes(request.getAuthString()), authorization)) {
                throw SandboxError.authenticate();
            }
            return answer(request);
        } catch (SandboxError e) {
            return response(e.status(), e.json());
        }
    }

    private Response answer(Request request) {
        String path = request.constructURL().getPath();
        boolean post = request.getMethod() == HttpMethod.POST;
        if (path.equals(ROOMS)) {
            return post
                    ? response(201, rooms.create(request.getPostParams()))
                    : response(200, SandboxPage.of(request.constructURL()).json(rooms));
        }
        if (!path.startsWith(ROOMS + "/") || path.indexOf('/', ROOMS.length() + 1) >= 0) {
            throw SandboxError.notFound(path);
        }
        String sidOrName = path.substring(ROOMS.length() + 1);
        return post ? response(202, update(sidOrName, request.getPostParams())) : response(200, rooms.fetch(sidOrName));
    }

    private Map<String, @Nullable Object> update(String sidOrName, Map<String, List<String>> form) {
        if (!form.keySet().equals(Set.of("Status"))) {
            throw SandboxError.invalidParameter("Nothing but the status can be changed");
        }
        if (!form.containsValue(List.of("completed"))) {
            throw SandboxError.invalid(53112, "Status must be completed");
        }
        return rooms.complete(sidOrName);
    }

    private Response response(int status, Object body) {
        return new Response(json.writeValueAsString(body), status, new Header[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
