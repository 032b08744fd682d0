package dev.videotoken.room;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.videotoken.twilio.TwilioDeadline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The rooms that were seen in progress, and the flights under way to see more: one for each name, however many wait for
 * it. A flight is gone from here before its outcome is told, so that a failed one leaves nothing behind. Safe for many
 * threads; no lock is held while Twilio is asked.
 */
@Component
class RoomCache implements MeterBinder {

    private static final int MOST_ROOMS = 10_000;

    private final AsyncCache<RoomName, Room> flights =
            Caffeine.newBuilder().maximumSize(MOST_ROOMS).buildAsync();
    private final Sightings seen;

    /** By its SID, each room whose end Twilio has told: a look-up may show it in progress for a little longer. */
    private final Cache<String, RoomName> ended =
            Caffeine.newBuilder().maximumSize(MOST_ROOMS).build();

    private final RoomProperties settings;
    private final TwilioDeadline deadline;
    private final RoomThreads threads;

    RoomCache(RoomProperties settings, InstantSource clock, TwilioDeadline deadline, RoomThreads threads) {
        this.seen = new Sightings(MOST_ROOMS, settings, clock);
        this.settings = settings;
        this.deadline = deadline;
        this.threads = threads;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        meters.gauge("video.room.flights", flights, all -> all.asMap().size());
    }

    /** The room, where it was seen within {@code video.room.recheck-after}. */
    Optional<Room> fresh(RoomName name) {
        return seen.fresh(name).filter(this::goesOn);
    }

    /** The room, where it was seen within {@code video.room.recheck-after} and {@code stale-for} together. */
    Optional<Room> stale(RoomName name) {
        return seen.stale(name).filter(this::goesOn);
    }

    /** Whether there is such a stale room, and Twilio could not be asked the last time. */
    boolean isDoubted(RoomName name) {
        return seen.isDoubted(name);
    }

    boolean isUnderWay(RoomName name) {
        return flights.getIfPresent(name) != null;
    }

    /**
     * Joins the flight for this room, or starts one, which ends within {@code video.room.deadline}.
     *
     * @param failed told once where the flight that starts here fails or is given up
     */
    RoomFlight flight(RoomName name, Supplier<Room> finder, Consumer<RoomUnavailableException> failed) {
        return new RoomFlight(flights.get(name, (key, executor) -> start(key, finder, failed)));
    }

    private CompletableFuture<Room> start(
            RoomName name, Supplier<Room> finder, Consumer<RoomUnavailableException> failed) {
        // From now, and not only once there is a thread: a call that goes on for longer might create a room unseen.
        Supplier<Room> finderInTime = deadline.within(settings.deadline(), finder);
        CompletableFuture<Room> flight = new CompletableFuture<>();
        CompletableFuture<Room> look = new CompletableFuture<>();
        var timer = threads.after(settings.deadline(), () -> look.completeExceptionally(RoomFlight.late()));
        // In two steps, since the first may itself fail, and a flight without an end would be there for ever.
        var unused = look.whenComplete((room, failure) -> {
                    timer.cancel(false);
                    takeAway(name, flight, failure);
                })
                .whenComplete((room, failure) -> RoomFlight.end(flight, room, failure, failed));
        // Last, so that no flight ends before it is there. The one before may have landed since this caller looked.
        look.completeAsync(() -> fresh(name).orElseGet(() -> land(name, flight, finderInTime.get())), threads);
        return flight;
    }

    /** What a flight saw that was forgotten or given up meanwhile, or has ended, is for those who waited alone. */
    private Room land(RoomName name, CompletableFuture<Room> flight, Room room) {
        flights.asMap().computeIfPresent(name, (key, current) -> {
            if (current == flight && goesOn(room)) {
                seen.add(room);
            }
            return current;
        });
        return room;
    }

    private boolean goesOn(Room room) {
        return !room.name().equals(ended.getIfPresent(room.sid()));
    }

    /** Its failure tells whether Twilio can be asked; one forgotten meanwhile says nothing of what was seen since. */
    private void takeAway(RoomName name, CompletableFuture<Room> flight, @Nullable Throwable failure) {
        flights.asMap().computeIfPresent(name, (key, current) -> {
            if (current != flight) {
                return current;
            }
            if (failure != null) {
                seen.doubt(name, RoomFlight.leavesTheRoomInDoubt(failure));
            }
            return null;
        });
    }

    /** Twilio says that this room, which was seen, is not there any more; the flight that asked goes on. */
    void gone(Room room) {
        seen.remove(room);
    }

    /**
     * Keeps this room, which has ended, no more, whatever a look-up shows, or the flight under way will bring.
     *
     * @return whether the room was, or may have been, in use; to hear of an end again changes nothing
     */
    boolean ended(RoomName name, String sid) {
        boolean isNews = ended.asMap().putIfAbsent(sid, name) == null;
        Optional<Room> held = seen.stale(name).filter(room -> room.sid().equals(sid));
        held.ifPresent(this::gone);
        return (isNews && flights.asMap().remove(name) != null) || held.isPresent();
    }

    /** Uses neither what was seen nor what a flight under way will see; in one step, or another might begin between. */
    void forget(RoomName name) {
        flights.asMap().compute(name, (key, flight) -> {
            seen.remove(key);
            return null;
        });
    }
}
