package dev.videotoken.room;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unique name of a room among those in progress: 1 to 128 of {@code A-Z a-z 0-9 _ -}. */
public record RoomName(String value) {

    /** White space as Unicode has it, which is more than {@link String#strip()} drops, around a name. */
    private static final Pattern SHAPE =
            Pattern.compile("\\p{IsWhite_Space}*+([A-Za-z0-9_-]{1,128}+)\\p{IsWhite_Space}*+");

    /** Taken for something else: Twilio's SDK leaves null out of requests, and a grant may name a room by its SID. */
    private static final Pattern TAKEN = Pattern.compile("null|RM[0-9a-fA-F]{32}");

    /**
     * Drops white space around the name.
     *
     * @throws IllegalArgumentException if what is left is no name, the word {@code null}, or what may be the SID of
     *     another room, which a token would then be for; the message completes a sentence that begins with the
     *     parameter's name
     */
    public RoomName {
        Matcher name = SHAPE.matcher(value);
        if (!name.matches() || TAKEN.matcher(name.group(1)).matches()) {
            throw new IllegalArgumentException(
                    "must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID");
        }
        value = name.group(1);
    }

    @Override
    public String toString() {
        return value;
    }
}
