package dev.videotoken.room;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unique name of a room among those in progress: 1 to 128 of {@code A-Z a-z 0-9 _ -}. */
public record RoomName(String value) {

    /** White space as Unicode has it, which is more than {@link String#strip()} drops, around a name. */
    private static final Pattern SHAPE =
            Pattern.compile("\\p{IsWhite_Space}*+([A-Za-z0-9_-]{1,128}+)\\p{IsWhite_Space}*+");

    /**
     * Drops white space around the name.
     *
     * @throws IllegalArgumentException if what is left is no name, or the word {@code null}, which Twilio's SDK leaves
     *     out of requests; the message completes a sentence that begins with the parameter's name
     */
    public RoomName {
        Matcher name = SHAPE.matcher(value);
        if (!name.matches() || name.group(1).equals("null")) {
            throw new IllegalArgumentException("must be 1 to 128 of A-Z a-z 0-9 _ - and not the word null");
        }
        value = name.group(1);
    }

    @Override
    public String toString() {
        return value;
    }
}
