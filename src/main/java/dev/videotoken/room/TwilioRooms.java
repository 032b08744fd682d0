package dev.videotoken.room;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.video.v1.Room.RoomStatus;
import com.twilio.rest.video.v1.RoomCreator;
import dev.videotoken.OnceAMinute;
import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioCallException;
import dev.videotoken.twilio.TwilioGuard;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/** Twilio's Rooms API through its SDK: one call a method at most, each failure a {@link RoomUnavailableException}. */
@Component
class TwilioRooms {

    private static final Logger log = LoggerFactory.getLogger(TwilioRooms.class);

    /** The name is taken by a room in progress. */
    static final int ROOM_EXISTS = 53113;

    /** The account may not create rooms of this legacy type. */
    static final int TYPE_NOT_AVAILABLE = 53126;

    private final TwilioRestClient client;
    private final TwilioGuard guard;
    private final RoomProperties settings;
    private final OnceAMinute news;

    TwilioRooms(TwilioRestClient client, TwilioGuard guard, RoomProperties settings, InstantSource clock) {
        this.client = client;
        this.guard = guard;
        this.settings = settings;
        this.news = new OnceAMinute(clock);
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
        return guard.refusal().map(TwilioFailure::toRoomUnavailable);
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
        if (settings.maxParticipantDuration() != null) {
            room.setMaxParticipantDuration(
                    Math.toIntExact(settings.maxParticipantDuration().toSeconds()));
        }
        if (settings.statusCallbackUrl() != null) {
            room.setStatusCallback(URI.create(settings.statusCallbackUrl().url()));
        }
        return checked(ask(() -> room.create(client)), name);
    }

    private Room checked(com.twilio.rest.video.v1.@Nullable Room room, RoomName name) {
        if (room == null
                || !Room.isSid(room.getSid())
                || !name.value().equals(room.getUniqueName())
                || room.getStatus() != RoomStatus.IN_PROGRESS) {
            throw new RoomUnavailableException(
                    Reason.UNAVAILABLE, "Twilio answered with what is not the room in progress: " + name, null);
        }
        warnOfAnotherAccount(room.getAccountSid());
        return new Room(name, room.getSid(), RoomType.of(room.getType()));
    }

    /** Twilio refuses such tokens when a browser joins with them, and tells the browser alone. */
    private void warnOfAnotherAccount(@Nullable String account) {
        if (account != null && !account.equalsIgnoreCase(client.getAccountSid())) {
            news.tell(() -> log.warn(
                    "Nobody can join with the tokens: TWILIO_ACCOUNT_SID is not the account of TWILIO_API_KEY"));
        }
    }

    /** The SDK meets JSON that it does not expect with any of its exceptions, or a {@link NullPointerException}. */
    private static <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (TwilioCallException e) {
            throw TwilioFailure.toRoomUnavailable(e);
        } catch (RuntimeException e) {
            throw new RoomUnavailableException(
                    Reason.UNAVAILABLE,
                    "Twilio's answer cannot be used: " + e.getClass().getSimpleName(),
                    e);
        }
    }
}
