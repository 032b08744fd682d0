package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioCallException;

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
            Throwable cause = failure.getCause();
            return failure.getMessage() + (cause == null ? "" : " (" + words(cause, failure.mayHaveArrived()) + ")");
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

    /** What failed before anything was sent tells of no more than the address. */
    private static String words(Throwable cause, boolean mayHaveArrived) {
        String kind = cause.getClass().getSimpleName();
        return mayHaveArrived || cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }
}
