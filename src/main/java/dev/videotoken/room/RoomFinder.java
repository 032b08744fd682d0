package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds the room in progress, creates it where there is none, and finds it again where others were quicker. */
@Component
class RoomFinder {

    private static final Logger log = LoggerFactory.getLogger(RoomFinder.class);

    private final TwilioRooms rooms;
    private final RoomCache cache;
    private final RoomBudget budget;
    private final RoomProperties settings;
    private final RoomOutcomes outcomes;

    RoomFinder(TwilioRooms rooms, RoomCache cache, RoomBudget budget, RoomProperties settings, RoomOutcomes outcomes) {
        this.rooms = rooms;
        this.cache = cache;
        this.budget = budget;
        this.settings = settings;
        this.outcomes = outcomes;
    }

    /**
     * The room in progress of this name, created where there is none.
     *
     * @throws RoomUnavailableException if Twilio does not come up with it, or no more may be created for now
     */
    Room findOrCreate(RoomName name) {
        Optional<Room> before = cache.stale(name);
        Optional<Room> found = rooms.find(name);
        if (found.isPresent()) {
            return counted("found", found.get());
        }
        before.ifPresent(cache::gone);
        budget.spendOne();
        return create(name, settings.type());
    }

    /** Another caller may win the race, and an answer may get lost: a second look-up settles both. */
    private Room create(RoomName name, RoomType type) {
        try {
            Room room = rooms.create(name, type);
            log.info("Created room {} ({}, {})", name, room.sid(), room.type());
            return counted("created", room);
        } catch (RoomUnavailableException e) {
            RoomType fallback = settings.fallbackType();
            if (e.hasTwilioCode(TwilioRooms.TYPE_NOT_AVAILABLE) && fallback != null && fallback != type) {
                return create(name, fallback);
            }
            if (!e.createdNothing()) {
                return settle(name, e);
            }
            budget.giveBack();
            if (e.hasTwilioCode(TwilioRooms.ROOM_EXISTS)) {
                return winners(name, e);
            }
            throw e;
        }
    }

    private Room winners(RoomName name, RoomUnavailableException exists) {
        Room room = rooms.find(name)
                .orElseThrow(() -> new RoomUnavailableException(
                        Reason.UNAVAILABLE, "Twilio says that the room exists, but does not show it", exists));
        return counted("race_recovered", room);
    }

    /** Looks whether the create whose outcome is unknown made the room; it is never repeated blindly. */
    private Room settle(RoomName name, RoomUnavailableException unknown) {
        try {
            return counted("created", rooms.find(name).orElseThrow(() -> unknown));
        } catch (RoomUnavailableException e) {
            throw unknown;
        }
    }

    private Room counted(String outcome, Room room) {
        outcomes.count(outcome);
        return room;
    }
}
