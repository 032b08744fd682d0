package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioCallException;
import javax.net.ssl.SSLException;

/** What a call to Twilio that failed means for whoever waits for the room, and what mends it. */
final class TwilioFailure {

    private static final int AUTHENTICATE = 20003;

    private TwilioFailure() {}

    static RoomUnavailableException toRoomUnavailable(TwilioCallException failure) {
        return new RoomUnavailableException(
                reason(failure), advice(failure), failure.code(), failure.retryAfter(), failure);
    }

    private static Reason reason(TwilioCallException failure) {
        Integer status = failure.status();
        if (failure.isOfAFullAccount()) {
            return Reason.THROTTLED;
        }
        if (failure.timedOut() || (status != null && status == 408)) {
            return Reason.TIMEOUT;
        }
        if (status == null || status < 400 || status >= 500) {
            return Reason.UNAVAILABLE;
        }
        return status == 429 ? Reason.THROTTLED : Reason.REJECTED;
    }

    private static String advice(TwilioCallException failure) {
        Integer code = failure.code();
        if (code == null) {
            return failure.getMessage() + withoutCode(failure);
        }
        return failure.getMessage()
                + switch (code) {
                    case TwilioRooms.TYPE_NOT_AVAILABLE ->
                        ": this account may not create rooms of the legacy type in VIDEO_ROOM_TYPE; set it, or VIDEO_ROOM_FALLBACK_TYPE, to group";
                    case AUTHENTICATE ->
                        ": check TWILIO_API_KEY and TWILIO_API_SECRET; they must be of a Standard key in region US1 that still exists";
                    case TwilioCallException.TOO_MANY_ROOMS ->
                        ": this account has as many rooms in progress as it may; ask Twilio for more, or complete some";
                    default -> ": see https://www.twilio.com/docs/api/errors/" + code;
                };
    }

    private static String withoutCode(TwilioCallException failure) {
        Throwable cause = failure.getCause();
        if (cause != null) {
            return " (" + words(cause, failure.mayHaveArrived()) + ")";
        }
        return reason(failure) == Reason.REJECTED
                ? " without a code of its own: it may have been a proxy or a filter on the way"
                : "";
    }

    /** What failed before anything was sent tells of no more than the address, and TLS of no more than certificates. */
    private static String words(Throwable cause, boolean mayHaveArrived) {
        String kind = cause.getClass().getSimpleName();
        boolean tells = !mayHaveArrived || cause instanceof SSLException;
        return tells && cause.getMessage() != null ? kind + ": " + cause.getMessage() : kind;
    }
}
