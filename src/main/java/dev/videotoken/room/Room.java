package dev.videotoken.room;

import org.jspecify.annotations.Nullable;

/**
 * A room that was in progress when Twilio was asked.
 *
 * @param type null where Twilio names one that is newer than its SDK
 * @param stale whether that is longer ago than {@code video.room.recheck-after}, and Twilio cannot be asked now
 */
public record Room(RoomName name, String sid, @Nullable RoomType type, boolean stale) {

    public Room(RoomName name, String sid, @Nullable RoomType type) {
        this(name, sid, type, false);
    }

    Room asStale() {
        return new Room(name, sid, type, true);
    }

    static boolean isSid(@Nullable String text) {
        return text != null && text.matches("RM\\w+");
    }
}
