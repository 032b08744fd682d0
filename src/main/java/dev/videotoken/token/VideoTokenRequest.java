package dev.videotoken.token;

import dev.videotoken.access.Caller;
import dev.videotoken.access.Caller.SignIn;
import dev.videotoken.access.CallerRefusedException;
import dev.videotoken.access.CallerRefusedException.Reason;
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
 * @param identity null where a caller who has signed in leaves it out: the caller's own
 * @param room null where the caller leaves it to us: the default room
 */
record VideoTokenRequest(
        @Nullable Identity identity, @Nullable RoomName room) {

    /**
     * Reads the parameters {@code identity} and {@code room}; others are not looked at. Who has signed in may leave out
     * the identity.
     *
     * @throws BindException if one breaks its rules, is missing, is no text, is given twice in the query or in the
     *     body, or differs between them; it names each such parameter
     */
    static VideoTokenRequest of(MultiValueMap<String, ?> query, MultiValueMap<String, ?> body, Caller caller)
            throws BindException {
        BindingResult errors = new MapBindingResult(Map.of(), "request");
        Identity asked = read("identity", Identity::new, query, body, errors);
        RoomName room = read("room", RoomName::new, query, body, errors);
        if (caller.signIn() == null && asked == null && !errors.hasFieldErrors("identity")) {
            errors.rejectValue("identity", "missing", "is missing");
        }
        if (errors.hasErrors()) {
            throw new BindException(errors);
        }
        return new VideoTokenRequest(asked, room);
    }

    /**
     * Whose token it is: of who has signed in, and of another only where the sign-in allows any.
     *
     * @throws CallerRefusedException if the identity is not the caller's to have
     */
    Identity identityFor(Caller caller) {
        SignIn signIn = caller.signIn();
        if (signIn == null || (identity != null && signIn.mayNameAnybody())) {
            return Objects.requireNonNull(identity);
        }
        Identity own = own(signIn);
        if (identity != null && !identity.equals(own)) {
            throw new CallerRefusedException(
                    Reason.IDENTITY_MISMATCH, "Ask for the identity that you signed in with, or for none.");
        }
        return own;
    }

    private static Identity own(SignIn signIn) {
        if (signIn.identity() == null) {
            throw new CallerRefusedException(
                    Reason.FORBIDDEN,
                    "The bearer token names no identity: that claim is missing, or neither text nor a whole number.");
        }
        try {
            return new Identity(signIn.identity());
        } catch (IllegalArgumentException e) {
            throw new CallerRefusedException(
                    Reason.FORBIDDEN, "The identity in the bearer token " + e.getMessage() + ".");
        }
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
