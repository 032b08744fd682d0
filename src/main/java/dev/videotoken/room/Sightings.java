package dev.videotoken.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.videotoken.NanoTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The last room of each name that was seen in progress. Safe for many threads. */
final class Sightings {

    /** Caffeine does not count a write within a second of the last one, and counts whole milliseconds. */
    private static final Duration WRITE_TOLERANCE = Duration.ofSeconds(2);

    private final Cache<RoomName, Sighting> all;
    private final InstantSource clock;
    private final Duration fresh;
    private final Duration usable;

    private record Sighting(Room room, Instant at, boolean doubted) {}

    Sightings(int most, RoomProperties settings, InstantSource clock) {
        this.fresh = settings.recheckAfter();
        this.usable = fresh.plus(settings.staleFor());
        this.all = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(usable.plus(WRITE_TOLERANCE))
                .ticker(new NanoTime(clock)::currentTimeNanos)
                .build();
        this.clock = clock;
    }

    /** The room, where it was seen within {@code video.room.recheck-after}. */
    Optional<Room> fresh(RoomName name) {
        return within(fresh, name).map(Sighting::room);
    }

    /** The room, where it was seen within {@code video.room.recheck-after} and {@code stale-for} together. */
    Optional<Room> stale(RoomName name) {
        return within(usable, name).map(Sighting::room);
    }

    boolean isDoubted(RoomName name) {
        return within(usable, name).filter(Sighting::doubted).isPresent();
    }

    private Optional<Sighting> within(Duration age, RoomName name) {
        return Optional.ofNullable(all.getIfPresent(name))
                .filter(sighting -> clock.instant().isBefore(sighting.at().plus(age)));
    }

    void add(Room room) {
        all.put(room.name(), new Sighting(room, clock.instant(), false));
    }

    void doubt(RoomName name, boolean doubted) {
        all.asMap().computeIfPresent(name, (key, last) -> new Sighting(last.room(), last.at(), doubted));
    }

    /** Leaves another room of its name. */
    void remove(Room room) {
        all.asMap().computeIfPresent(room.name(), (name, last) -> last.room().equals(room) ? null : last);
    }

    void remove(RoomName name) {
        all.invalidate(name);
    }
}
