package dev.videotoken.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.videotoken.room.Room;
import dev.videotoken.room.RoomType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The answer; it begins with {@code token} and {@code room}, which is all that Twilio's own samples have. */
@JsonPropertyOrder({"token", "room", "identity", "roomSid", "roomType", "expiresAt"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record VideoTokenResponse(
        String token,
        String room,
        String identity,
        String roomSid,
        @Nullable RoomType roomType,
        Instant expiresAt) {

    static VideoTokenResponse of(SignedToken token, Identity identity, Room room) {
        return new VideoTokenResponse(
                token.jwt(), room.name().value(), identity.value(), room.sid(), room.type(), token.expiresAt());
    }

    /** Spring logs answers at DEBUG, and no log may hold a token. */
    @Override
    public String toString() {
        return "VideoTokenResponse[room=" + room + ", roomSid=" + roomSid + ", expiresAt=" + expiresAt + "]";
    }
}
