package dev.videotoken.room;

import dev.videotoken.twilio.TwilioCallException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No room, and so no token. The message is for those who operate the service, and carries no secret. */
public final class RoomUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why there is no room. */
    public enum Reason {
        /** The caller asked for a room that is not on offer. */
        NOT_ALLOWED,
        /** Twilio refuses us: credentials, room type, and whatever else is ours to correct. */
        REJECTED,
        /** A limit of the account: of calls, or of rooms in progress. */
        THROTTLED,
        /**
         * Twilio cannot be reached, failed, sent what cannot be used, or was not asked: too many calls failed or are
         * under way.
         */
        UNAVAILABLE,
        /** Twilio did not answer in time. */
        TIMEOUT,
        /** The room is not there, and no more rooms may be created for now. */
        BUDGET_SPENT
    }

    private final Reason reason;
    private final @Nullable Integer twilioCode;
    private final @Nullable Duration retryAfter;

    RoomUnavailableException(
            Reason reason,
            String message,
            @Nullable Integer twilioCode,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.twilioCode = twilioCode;
        this.retryAfter = retryAfter;
    }

    RoomUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, null, null, cause);
    }

    public Reason reason() {
        return reason;
    }

    /** <a href="https://www.twilio.com/docs/api/errors">Twilio's error code</a>; null where it gave none. */
    public @Nullable Integer twilioCode() {
        return twilioCode;
    }

    /** How long to wait before trying again; null where that is not known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Whether Twilio could not be asked, so that what it said last may still hold. */
    boolean leavesTheRoomInDoubt() {
        return reason == Reason.THROTTLED || reason == Reason.UNAVAILABLE || reason == Reason.TIMEOUT;
    }

    /** Whether nobody has told of it yet; where the breaker or the crowd keeps us from asking, they have. */
    boolean isNews() {
        return reason != Reason.BUDGET_SPENT && (reason == Reason.TIMEOUT || wasAsked());
    }

    /** Whether it is certain that a create made no room: Twilio refused it, or never had it. */
    boolean createdNothing() {
        return reason == Reason.REJECTED
                || reason == Reason.THROTTLED
                || (getCause() instanceof TwilioCallException call && !call.mayHaveArrived());
    }

    private boolean wasAsked() {
        return !(getCause() instanceof TwilioCallException call && !call.made());
    }

    boolean hasTwilioCode(int code) {
        return twilioCode != null && twilioCode == code;
    }
}
