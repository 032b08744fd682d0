package dev.videotoken.token;

import dev.videotoken.room.RoomName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.MapBindingResult;

/**
 * Who wants to join which room.
 *
 * @param room null where the caller leaves it to us: the default room
 */
record VideoTokenRequest(Identity identity, @Nullable RoomName room) {

    /**
     * Reads the parameters {@code identity} and {@code room}; others are not looked at.
     *
     * @throws BindException if one breaks its rules, is missing, is no text, is given twice in the query or in the
     *     body, or differs between them; it names each such parameter
     */
    static VideoTokenRequest of(MultiValueMap<String, ?> query, MultiValueMap<String, ?> body) throws BindException {
        BindingResult errors = new MapBindingResult(Map.of(), "request");
        Identity identity = read("identity", Identity::new, query, body, errors);
        RoomName room = read("room", RoomName::new, query, body, errors);
        if (identity == null && !errors.hasFieldErrors("identity")) {
            errors.rejectValue("identity", "missing", "is missing");
        }
        if (identity == null || errors.hasErrors()) {
            throw new BindException(errors);
        }
        return new VideoTokenRequest(identity, room);
    }

    private static <T> @Nullable T read(
            String name,
            Function<String, T> parser,
            MultiValueMap<String, ?> query,
            MultiValueMap<String, ?> body,
            BindingResult errors) {
        try {
            String text = text(query.getOrDefault(name, List.of()), body.getOrDefault(name, List.of()));
            return text == null ? null : parser.apply(text);
        } catch (IllegalArgumentException e) {
            errors.rejectValue(name, "invalid", Objects.requireNonNull(e.getMessage()));
            return null;
        }
    }

    private static @Nullable String text(List<?> inQuery, List<?> inBody) {
        if (inQuery.size() > 1 || inBody.size() > 1) {
            throw new IllegalArgumentException("must be given once");
        }
        if (!inQuery.isEmpty() && !inBody.isEmpty() && !inQuery.equals(inBody)) {
            throw new IllegalArgumentException("must not differ between the query and the body");
        }
        List<?> values = inQuery.isEmpty() ? inBody : inQuery;
        if (values.isEmpty()) {
            return null;
        }
        if (values.get(0) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("must be text");
    }
}
