package dev.videotoken.room;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Which rooms there are, and how a missing one is created.
 *
 * @param name Room of callers who name none: 1 to 128 of A-Z a-z 0-9 _ -.
 * @param allowed Regular expression that the whole of a room's name must match for callers to ask for it, unless it is
 *     the default room. Without it only that is on offer.
 * @param type Type of the rooms that are created.
 * @param fallbackType Type that is created instead where Twilio answers that the account may not create the first
 *     (53126). Without it such a request fails.
 * @param maxParticipants Most participants at once in a room that is created: 1 to 50. Without it Twilio's own limit
 *     for the type.
 * @param maxParticipantDuration Longest time that a participant stays connected to a room that is created: 10 min to 24
 *     h. Without it the one of Twilio's console, 4 h unless changed.
 * @param emptyTimeout Minutes after which a room ends that everybody has left: 1 to 60. Without it Twilio's 5.
 * @param unusedTimeout Minutes after which a room ends that nobody has joined: 1 to 60. Without it Twilio's 5.
 * @param statusCallbackUrl Public address at which Twilio tells us what becomes of rooms that are created, so that one
 *     that has ended is not used any more; its path is ours too. It needs twilio.auth-token. Without it Twilio is asked
 *     alone.
 * @param recheckAfter How long a room that was seen in progress is used without asking Twilio again: 0 (not at all) to
 *     5 min.
 * @param staleFor How long after that it is still used while Twilio cannot be asked: 0 (not at all) to 1 h.
 * @param deadline Longest time to find or create the room, all calls to Twilio together: 100 ms to 1 min.
 */
@Validated
@ConfigurationProperties("video.room")
record RoomProperties(
        @DefaultValue("myroom") RoomName name,
        @Nullable RoomPattern allowed,
        @DefaultValue("go") RoomType type,
        @Nullable RoomType fallbackType,

        @Min(value = 1, message = "must be 1 to 50") @Max(value = 50, message = "must be 1 to 50") @Nullable
        Integer maxParticipants,

        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(minutes = 10, message = "must be 10m to 24h")
        @DurationMax(hours = 24, message = "must be 10m to 24h")
        @Nullable
        Duration maxParticipantDuration,

        @Min(value = 1, message = MINUTES) @Max(value = 60, message = MINUTES) @Nullable
        Integer emptyTimeout,

        @Min(value = 1, message = MINUTES) @Max(value = 60, message = MINUTES) @Nullable
        Integer unusedTimeout,

        @Nullable StatusCallback statusCallbackUrl,

        @DefaultValue("5s")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(message = "must be 0s to 5m")
        @DurationMax(minutes = 5, message = "must be 0s to 5m")
        Duration recheckAfter,

        @DefaultValue("30s")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(message = "must be 0s to 1h")
        @DurationMax(hours = 1, message = "must be 0s to 1h")
        Duration staleFor,

        @DefaultValue("5s")
        @DurationUnit(ChronoUnit.SECONDS)
        @DurationMin(millis = 100, message = "must be 100ms to 1m")
        @DurationMax(minutes = 1, message = "must be 100ms to 1m")
        Duration deadline) {

    private static final String MINUTES = "must be 1 to 60 (minutes)";

    /** Whether callers may ask for the room of this name. */
    boolean offers(RoomName asked) {
        return asked.equals(name) || (allowed != null && allowed.matches(asked));
    }
}
