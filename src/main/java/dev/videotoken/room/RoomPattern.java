package dev.videotoken.room;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which rooms callers may ask for, as a regular expression for the whole name. It is RE2's, whose matching takes time
 * in proportion to the name, whatever callers send; so there is no look-around and no back-reference.
 */
final class RoomPattern {

    private final Pattern pattern;

    private RoomPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Takes an expression as it was configured.
     *
     * @return null if it is blank: there is none
     * @throws IllegalArgumentException if it is no regular expression of <a
     *     href="https://github.com/google/re2/wiki/Syntax">RE2's syntax</a>, or in quotes, which no room's name has
     */
    public static @Nullable RoomPattern of(String text) {
        if (text.isBlank()) {
            return null;
        }
        String expression = text.strip();
        if (expression.startsWith("\"") || expression.startsWith("'")) {
            throw new IllegalArgumentException("must not be in quotes");
        }
        try {
            return new RoomPattern(Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "must be a regular expression, without look-around and back-references: " + e.getDescription());
        }
    }

    boolean matches(RoomName name) {
        return pattern.matches(name.value());
    }
}
