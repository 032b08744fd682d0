package dev.videotoken.room;

import org.jspecify.annotations.Nullable;

/**
 * A room that was in progress when Twilio was asked.
 *
 * @param type null where Twilio names one that is newer than its SDK
 */
public record Room(RoomName name, String sid, @Nullable RoomType type) {

    static boolean isSid(@Nullable String text) {
        return text != null && text.matches("RM\\w+");
    }
}
