package dev.videotoken.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No token for this caller. The message is for the caller. */
public final class CallerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why the caller gets no token. */
    public enum Reason {
        /** The identity that was asked for is not the caller's own. */
        IDENTITY_MISMATCH,
        /** The caller may not enter the room. */
        ROOM_NOT_ALLOWED,
        /** The sign-in does not allow it. */
        FORBIDDEN,
        /** The caller comes too often. */
        RATE_LIMITED
    }

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    private CallerRefusedException(Reason reason, String message, @Nullable Duration retryAfter) {
        // Refused by the thousand, and told of by nobody.
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public CallerRefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    static CallerRefusedException rateLimited(Duration retryAfter) {
        return new CallerRefusedException(
                Reason.RATE_LIMITED, "Too many requests; wait as Retry-After says.", retryAfter);
    }

    public Reason reason() {
        return reason;
    }

    /** When the caller may come again, in whole seconds; null where coming again does not help. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
