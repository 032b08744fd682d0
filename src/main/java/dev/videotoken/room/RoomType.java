package dev.videotoken.room;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of room that Twilio has. All but {@link #GROUP} are <a
 * href="https://www.twilio.com/docs/video/legacy-room-types">open only to accounts that used them before October
 * 2024</a>.
 */
public enum RoomType {
    GO("go", 2),
    GROUP("group", 50),
    PEER_TO_PEER("peer-to-peer", 10),
    GROUP_SMALL("group-small", 4);

    private final String wire;
    private final int mostParticipants;

    RoomType(String wire, int mostParticipants) {
        this.wire = wire;
        this.mostParticipants = mostParticipants;
    }

    /** How many may be in a room at once; Twilio refuses to create one for more (53107). */
    int mostParticipants() {
        return mostParticipants;
    }

    /** Null where the SDK met a type that it does not know. */
    static @Nullable RoomType of(com.twilio.rest.video.v1.Room.@Nullable RoomType type) {
        return type == null ? null : valueOf(type.name());
    }

    com.twilio.rest.video.v1.Room.RoomType toSdk() {
        return com.twilio.rest.video.v1.Room.RoomType.valueOf(name());
    }

    /** The word that Twilio uses. */
    @JsonValue
    @Override
    public String toString() {
        return wire;
    }
}
