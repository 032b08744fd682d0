package dev.videotoken.token;

import dev.videotoken.access.Caller;
import dev.videotoken.room.Room;
import dev.videotoken.room.RoomName;
import dev.videotoken.room.RoomService;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.validation.BindException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** {@code /video-token}: one token for one participant of one room. */
@RestController
@RequestMapping(path = VideoTokenController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class VideoTokenController {

    static final String PATH = "/video-token";

    private static final MultiValueMap<String, String> NOTHING = MultiValueMap.fromSingleValue(Map.of());

    private final RoomService rooms;
    private final TokenService tokens;

    VideoTokenController(RoomService rooms, TokenService tokens) {
        this.rooms = rooms;
        this.tokens = tokens;
    }

    @GetMapping
    ResponseEntity<VideoTokenResponse> get(HttpServletRequest request) throws BindException {
        return answer(parameters(request), NOTHING, request);
    }

    /** The servlet API hands out the query and the form as one, the query's values first. It refuses a broken query. */
    @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<VideoTokenResponse> postForm(HttpServletRequest request) throws BindException {
        MultiValueMap<String, String> parameters = parameters(request);
        MultiValueMap<String, String> query = query(request);
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        parameters.forEach((name, values) -> {
            List<String> inForm =
                    values.subList(query.getOrDefault(name, List.of()).size(), values.size());
            if (!inForm.isEmpty()) {
                form.addAll(name, inForm);
            }
        });
        return answer(query, form, request);
    }

    /** Also a body that is not there, when the query has it all. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<VideoTokenResponse> postJson(
            @RequestBody(required = false) @Nullable Map<String, @Nullable Object> body, HttpServletRequest request)
            throws BindException {
        MultiValueMap<String, Object> fields = new LinkedMultiValueMap<>();
        if (body != null) {
            body.forEach((name, value) -> {
                if (value != null) {
                    fields.add(name, value);
                }
            });
        }
        return answer(parameters(request), fields, request);
    }

    private ResponseEntity<VideoTokenResponse> answer(
            MultiValueMap<String, ?> query, MultiValueMap<String, ?> body, HttpServletRequest http)
            throws BindException {
        Caller caller = Caller.of(http);
        VideoTokenRequest request = VideoTokenRequest.of(query, body, caller);
        TokenAudit audit = TokenAudit.of(http);
        RoomName name = rooms.meant(request.room());
        audit.asked(request.identity(), name);
        Identity identity = request.identityFor(caller);
        audit.asked(identity, name);
        rooms.checkOffered(name);
        caller.checkMayEnter(name.value());
        Room room = rooms.findOrCreate(name);
        SignedToken token = tokens.mint(identity, room.name());
        audit.issued(room, token);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(VideoTokenResponse.of(token, identity, room));
    }

    /** By each name, also of what is not looked at: Spring Security's firewall refuses bad names as they are read. */
    private static MultiValueMap<String, String> parameters(HttpServletRequest request) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        for (String name : Collections.list(request.getParameterNames())) {
            parameters.put(name, List.of(request.getParameterValues(name)));
        }
        return parameters;
    }

    private static MultiValueMap<String, String> query(HttpServletRequest request) {
        MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
        UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build()
                .getQueryParams()
                .forEach((name, values) -> values.forEach(value -> query.add(decode(name), decode(value))));
        return query;
    }

    private static String decode(@Nullable String text) {
        return text == null ? "" : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
