package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioDeadline;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.stereotype.Service;

/** Finds the room in progress, or creates it, so that a token never names a room that is not there. */
@Service
public class RoomService {

    private static final Logger log = LoggerFactory.getLogger(RoomService.class);

    private final TwilioRooms rooms;
    private final RoomProperties settings;
    private final TwilioDeadline deadline;
    private final AsyncTaskExecutor executor;

    RoomService(
            TwilioRooms rooms,
            RoomProperties settings,
            TwilioDeadline deadline,
            SimpleAsyncTaskExecutorBuilder threads) {
        this.rooms = rooms;
        this.settings = settings;
        this.deadline = deadline;
        this.executor = threads.threadNamePrefix("room-").build();
    }

    /**
     * The room in progress of this name, created where there is none. Returns or throws within {@code
     * video.room.deadline}, whatever Twilio does.
     *
     * @param asked the name that the caller asks for; null for the default room
     * @throws RoomUnavailableException if the name is not on offer, or Twilio does not come up with the room in time
     */
    public Room findOrCreate(@Nullable RoomName asked) {
        RoomName name = asked == null ? settings.name() : asked;
        if (!settings.offers(name)) {
            throw new RoomUnavailableException(Reason.NOT_ALLOWED, "Room not on offer: " + name, null);
        }
        return await(executor.submit(() -> deadline.within(settings.deadline(), () -> findOrCreateNow(name))));
    }

    /** Not even a look-up of the host's name, which nothing ends, keeps the caller waiting. */
    private Room await(Future<Room> flight) {
        try {
            return flight.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RoomUnavailableException(Reason.TIMEOUT, "Twilio did not answer within the deadline", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RoomUnavailableException(Reason.UNAVAILABLE, "Interrupted while Twilio was asked", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } finally {
            flight.cancel(true);
        }
    }

    private Room findOrCreateNow(RoomName name) {
        return rooms.find(name).orElseGet(() -> create(name, settings.type()));
    }

    /** Another caller may win the race, and an answer may get lost: a second look-up settles both. */
    private Room create(RoomName name, RoomType type) {
        try {
            Room room = rooms.create(name, type);
            log.info("Created room {} ({}, {})", name, room.sid(), room.type());
            return room;
        } catch (RoomUnavailableException e) {
            RoomType fallback = settings.fallbackType();
            if (e.hasTwilioCode(TwilioRooms.TYPE_NOT_AVAILABLE) && fallback != null && fallback != type) {
                return create(name, fallback);
            }
            if (e.hasTwilioCode(TwilioRooms.ROOM_EXISTS)) {
                return rooms.find(name)
                        .orElseThrow(() -> new RoomUnavailableException(
                                Reason.UNAVAILABLE, "Twilio says that the room exists, but does not show it", e));
            }
            if (e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.TIMEOUT) {
                return settle(name, e);
            }
            throw e;
        }
    }

    /** Looks whether the create whose outcome is unknown made the room; it is never repeated blindly. */
    private Room settle(RoomName name, RoomUnavailableException unknown) {
        try {
            return rooms.find(name).orElseThrow(() -> unknown);
        } catch (RoomUnavailableException e) {
            throw unknown;
        }
    }
}
