package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Service;

/**
 * Finds or creates the room in progress before a token names it. While Twilio cannot be asked, the room confirmed last
 * serves for {@code video.room.stale-for} more. Safe for many threads.
 */
@Service
public class RoomService {

    private static final Logger log = LoggerFactory.getLogger(RoomService.class);

    /** How long a caller waits for Twilio, which failed the last time, where the stale room serves. */
    private static final Duration PATIENCE_IN_DOUBT = Duration.ofMillis(500);

    private final RoomFinder finder;
    private final TwilioRooms rooms;
    private final RoomCache cache;
    private final RoomProperties settings;
    private final RoomOutcomes outcomes;

    RoomService(RoomFinder finder, TwilioRooms rooms, RoomCache cache, RoomProperties settings, RoomOutcomes outcomes) {
        this.finder = finder;
        this.rooms = rooms;
        this.cache = cache;
        this.settings = settings;
        this.outcomes = outcomes;
    }

    /** The room that a caller means: the default one, unless another is asked for. */
    public RoomName meant(@Nullable RoomName asked) {
        return asked == null ? settings.name() : asked;
    }

    /**
     * Lets pass only what is on offer: the default room, and what {@code video.room.allowed} matches.
     *
     * @throws RoomUnavailableException if the room is not on offer
     */
    public void checkOffered(RoomName name) {
        if (!settings.offers(name)) {
            throw new RoomUnavailableException(Reason.NOT_ALLOWED, "Room not on offer: " + name, null);
        }
    }

    /**
     * The room in progress of this name, created where there is none. Returns or throws within
     * {@code video.room.deadline}, whatever Twilio does.
     *
     * @throws RoomUnavailableException if Twilio does not come up with the room in time
     */
    public Room findOrCreate(RoomName name) {
        Optional<Room> fresh = cache.fresh(name);
        if (fresh.isPresent()) {
            outcomes.count("reused");
            return fresh.get();
        }
        try {
            return cache.isUnderWay(name) ? join(name) : await(name);
        } catch (RoomUnavailableException e) {
            return staleOrElseThrow(name, e);
        }
    }

    /** While Twilio fails, one caller sees whether it is back, and no other waits with it. */
    private Room join(RoomName name) {
        rooms.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        return await(name);
    }

    /** Once for all who wait. */
    private void tell(RoomName name, RoomUnavailableException e) {
        String consequence = staleAfter(e, name).isPresent() ? "It is used unchecked" : "Nobody gets a token";
        log.atLevel(e.isNews() ? Level.WARN : Level.DEBUG)
                .log("Room {} could not be confirmed: {}: {}. {}", name, e.reason(), e.getMessage(), consequence);
        log.debug("The cause", e);
    }

    private Room await(RoomName name) {
        RoomFlight flight = cache.flight(name, () -> finder.findOrCreate(name), failure -> tell(name, failure));
        if (cache.isDoubted(name)) {
            try {
                return flight.await(PATIENCE_IN_DOUBT);
            } catch (RoomUnavailableException e) {
                // Meanwhile it may have turned out that the room is gone: then nothing serves but the flight.
                if (cache.stale(name).isPresent()) {
                    throw e;
                }
            }
        }
        return flight.await(settings.deadline());
    }

    private Room staleOrElseThrow(RoomName name, RoomUnavailableException failure) {
        Optional<Room> stale = staleAfter(failure, name);
        if (stale.isEmpty()) {
            outcomes.count(failure);
            throw failure;
        }
        outcomes.count("stale");
        return stale.get().asStale();
    }

    /** While Twilio cannot be asked, what it said last holds for a while. */
    private Optional<Room> staleAfter(RoomUnavailableException failure, RoomName name) {
        return failure.leavesTheRoomInDoubt() ? cache.stale(name) : Optional.empty();
    }

    /** Asks Twilio for this room the next time; also where a flight is under way that may have seen it before. */
    public void forget(RoomName name) {
        cache.forget(name);
    }

    /** Forgets the room where it is the one that has ended, and not another of its name. */
    void ended(RoomName name, String sid) {
        if (cache.ended(name, sid)) {
            log.info("Room {} ({}) has ended", name, sid);
        }
    }
}
