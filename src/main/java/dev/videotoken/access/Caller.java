package dev.videotoken.access;

import dev.videotoken.access.CallerRefusedException.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a token.
 *
 * @param name how logs know the caller: {@code subject:} and the identity that the sign-in gives, where it gives none
 *     {@code sub:} and its subject, or else {@code address:} and where the request comes from
 * @param countedAs whom the rate limit takes for one caller: the name, except that an IPv6 network counts as one
 * @param signIn what the sign-in says; null where callers are not asked to sign in
 */
public record Caller(
        String name, String countedAs, @Nullable SignIn signIn) {

    private static final String ATTRIBUTE = Caller.class.getName();

    /**
     * What a bearer token says of its caller.
     *
     * @param identity as it stands in the token, unchecked; null where the claim is missing, or neither text nor a
     *     whole number
     * @param mayNameAnybody whether the caller may ask for a token of any identity
     * @param rooms names of the only rooms that the caller may enter; null where all on offer are meant
     */
    public record SignIn(
            @Nullable String identity,
            boolean mayNameAnybody,
            @Nullable List<String> rooms) {}

    /**
     * The caller of this request.
     *
     * @throws IllegalStateException if nobody has looked who it is, and so nobody may have a token
     */
    public static Caller of(HttpServletRequest request) {
        Caller caller = (Caller) request.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("The request has come past the sign-in");
        }
        return caller;
    }

    /** How logs know who is behind a request, which may have been refused before anybody looked who it is. */
    public static String nameOf(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller
                ? caller.name()
                : at(request.getRemoteAddr()).name();
    }

    /** @param remote as {@link CallerAddress#of} takes it */
    static Caller at(@Nullable String remote) {
        CallerAddress address = CallerAddress.of(remote);
        return new Caller("address:" + address.value(), "address:" + address.network(), null);
    }

    /** @param name by which the sign-in tells the caller from all others */
    static Caller signedIn(String name, SignIn signIn) {
        return new Caller(name, name, signIn);
    }

    /** Whom the sign-in tells from nobody else who calls from there. */
    static Caller signedInAt(@Nullable String remote, SignIn signIn) {
        Caller unknown = at(remote);
        return new Caller(unknown.name(), unknown.countedAs(), signIn);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /**
     * Refuses who may not enter the room of this name.
     *
     * @throws CallerRefusedException if the sign-in names rooms, and not this one
     */
    public void checkMayEnter(String room) {
        if (signIn != null && signIn.rooms() != null && !signIn.rooms().contains(room)) {
            throw new CallerRefusedException(Reason.ROOM_NOT_ALLOWED, "The sign-in does not name that room.");
        }
    }
}
