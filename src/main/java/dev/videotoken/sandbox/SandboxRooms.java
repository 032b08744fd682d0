package dev.videotoken.sandbox;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of an account that does not exist, in memory, newest first. The oldest ones that have ended are forgotten
 * past {@value #MOST_ROOMS}. Safe for many threads: one lock guards all.
 */
final class SandboxRooms {

    private static final int MOST_ROOMS = 1000;

    private final String accountSid;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Deque<SandboxRoom> rooms = new ArrayDeque<>();

    SandboxRooms(String accountSid, InstantSource clock) {
        this.accountSid = accountSid;
        this.clock = clock;
    }

    synchronized Map<String, @Nullable Object> create(Map<String, List<String>> form) {
        endIdle();
        SandboxRoomOptions options = SandboxRoomOptions.of(form);
        if (rooms.stream()
                .anyMatch(room -> room.isInProgress() && room.uniqueName().equals(options.uniqueName()))) {
            throw SandboxError.invalid(53113, "Room exists");
        }
        SandboxRoom room = new SandboxRoom(accountSid, newSid(), options, clock.instant());
        rooms.addFirst(room);
        return room.json();
    }

    synchronized Map<String, @Nullable Object> fetch(String sidOrName) {
        return find(sidOrName).json();
    }

    synchronized List<Map<String, @Nullable Object>> list(Predicate<SandboxRoom> wanted) {
        endIdle();
        return rooms.stream().filter(wanted).map(SandboxRoom::json).toList();
    }

    synchronized Map<String, @Nullable Object> complete(String sidOrName) {
        SandboxRoom room = find(sidOrName);
        if (!room.isInProgress()) {
            throw SandboxError.invalid(53112, "Room is not in progress");
        }
        room.end(clock.instant());
        return room.json();
    }

    /** What a browser does with a token, and not the REST API: somebody is in the room. */
    synchronized void join(String sidOrName) {
        find(sidOrName).join();
    }

    synchronized void leave(String sidOrName) {
        find(sidOrName).leave(clock.instant());
    }

    private SandboxRoom find(String sidOrName) {
        endIdle();
        return rooms.stream()
                .filter(room -> room.isCalled(sidOrName))
                .findFirst()
                .orElseThrow(() -> SandboxError.notFound("/Rooms/" + sidOrName));
    }

    private void endIdle() {
        rooms.forEach(room -> room.endIfIdle(clock.instant()));
        while (rooms.size() > MOST_ROOMS && !rooms.getLast().isInProgress()) {
            rooms.removeLast();
        }
    }

    private String newSid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return "RM" + HexFormat.of().formatHex(bytes);
    }
}
