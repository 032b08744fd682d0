package dev.videotoken.room;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.video.v1.Room.RoomStatus;
import com.twilio.rest.video.v1.RoomCreator;
import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioCallException;
import dev.videotoken.twilio.TwilioGuard;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/** Twilio's Rooms API through its SDK: one call a method at most, each failure a {@link RoomUnavailableException}. */
@Component
class TwilioRooms {

    /** The name is taken by a room in progress. */
    static final int ROOM_EXISTS = 53113;

    /** The account may not create rooms of this legacy type. */
    static final int TYPE_NOT_AVAILABLE = 53126;

    /** The account has as many rooms in progress as it may, and may have more once some have ended. */
    static final int TOO_MANY_ROOMS = 53119;

    private static final int AUTHENTICATE = 20003;

    private final TwilioRestClient client;
    private final TwilioGuard guard;
    private final RoomProperties settings;

    TwilioRooms(TwilioRestClient client, TwilioGuard guard, RoomProperties settings) {
        this.client = client;
        this.guard = guard;
        this.settings = settings;
        checkParticipants(settings.type());
        checkParticipants(settings.fallbackType());
    }

    private void checkParticipants(@Nullable RoomType type) {
        Integer most = settings.maxParticipants();
        if (type != null && most != null && most > type.mostParticipants()) {
            throw new InvalidConfigurationPropertyValueException(
                    "video.room.max-participants",
                    null,
                    "must be at most " + type.mostParticipants() + " for rooms of type " + type);
        }
    }

    /** Why Twilio is not asked at the moment; empty where it is. */
    Optional<RoomUnavailableException> refusal() {
        return guard.refusal().map(TwilioRooms::unavailable);
    }

    /** The room in progress of this name; empty only where Twilio said that there is none. */
    Optional<Room> find(RoomName name) {
        List<com.twilio.rest.video.v1.Room> rooms = ask(() -> com.twilio.rest.video.v1.Room.reader()
                .setStatus(RoomStatus.IN_PROGRESS)
                .setUniqueName(name.value())
                .limit(1)
                .firstPage(client)
                .getRecords());
        return rooms.isEmpty() ? Optional.empty() : Optional.of(checked(rooms.get(0), name));
    }

    Room create(RoomName name, RoomType type) {
        RoomCreator room = com.twilio.rest.video.v1.Room.creator()
                .setUniqueName(name.value())
                .setType(type.toSdk())
                .setMaxParticipants(settings.maxParticipants())
                .setEmptyRoomTimeout(settings.emptyTimeout())
                .setUnusedRoomTimeout(settings.unusedTimeout());
        if (settings.statusCallbackUrl() != null) {
            room.setStatusCallback(URI.create(settings.statusCallbackUrl().url()));
        }
        return checked(ask(() -> room.create(client)), name);
    }

    private static Room checked(com.twilio.rest.video.v1.@Nullable Room room, RoomName name) {
        if (room == null
                || !Room.isSid(room.getSid())
                || !name.value().equals(room.getUniqueName())
                || room.getStatus() != RoomStatus.IN_PROGRESS) {
            throw new RoomUnavailableException(
                    Reason.UNAVAILABLE, "Twilio answered with what is not the room in progress: " + name, null);
        }
        return new Room(name, room.getSid(), RoomType.of(room.getType()));
    }

    /** The SDK meets JSON that it does not expect with any of its exceptions, or a {@link NullPointerException}. */
    private static <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (TwilioCallException e) {
            throw unavailable(e);
        } catch (RuntimeException e) {
            throw new RoomUnavailableException(
                    Reason.UNAVAILABLE,
                    "Twilio's answer cannot be used: " + e.getClass().getSimpleName(),
                    e);
        }
    }

    private static RoomUnavailableException unavailable(TwilioCallException failure) {
        return new RoomUnavailableException(
                reason(failure), advice(failure), failure.code(), failure.retryAfter(), failure);
    }

    private static Reason reason(TwilioCallException failure) {
        Integer status = failure.status();
        if (failure.timedOut() || (status != null && status == 408)) {
            return Reason.TIMEOUT;
        }
        if (status == null || status < 400 || status >= 500) {
            return Reason.UNAVAILABLE;
        }
        return status == 429 || Objects.equals(failure.code(), TOO_MANY_ROOMS) ? Reason.THROTTLED : Reason.REJECTED;
    }

    private static String advice(TwilioCallException failure) {
        Integer code = failure.code();
        if (code == null) {
            Throwable cause = failure.getCause();
            return failure.getMessage() + (cause == null ? "" : " (" + words(cause, failure.mayHaveArrived()) + ")");
        }
        return failure.getMessage()
                + switch (code) {
                    case TYPE_NOT_AVAILABLE ->
                        ": this account may not create rooms of the legacy type in VIDEO_ROOM_TYPE; set it, or VIDEO_ROOM_FALLBACK_TYPE, to group";
                    case AUTHENTICATE ->
                        ": check TWILIO_API_KEY and TWILIO_API_SECRET; they must be of a Standard key in region US1 that still exists";
                    case TOO_MANY_ROOMS ->
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
