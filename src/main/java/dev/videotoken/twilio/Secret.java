package dev.videotoken.twilio;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A credential that never shows itself: it prints as {@code ******}, and only {@link #reveal()} tells it. */
public final class Secret {

    /** HS256 signs with 256 bits at least (RFC 7518, section 3.2), and Twilio's secrets have just as many. */
    private static final Pattern SHAPE = Pattern.compile("[!-~&&[^\"']]{32,}");

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Takes a secret as it was configured; white space around it, such as a file's last line break, is dropped.
     *
     * @return null if nothing is left: no secret was configured
     * @throws IllegalArgumentException if what is left is not at least 32 printable ASCII characters without spaces and
     *     quotes, or holds a placeholder that nothing has filled in; the message does not repeat it
     */
    public static @Nullable Secret of(String text) {
        String value = text.strip();
        if (value.isEmpty()) {
            return null;
        }
        if (!SHAPE.matcher(value).matches() || value.contains("${")) {
            throw new IllegalArgumentException(
                    "must be at least 32 printable ASCII characters without spaces, quotes and ${placeholders}");
        }
        return new Secret(value);
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "******";
    }
}
