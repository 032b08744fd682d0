package dev.videotoken.room;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Twilio tells us what becomes of the rooms that we create.
 *
 * @param url public address, as Twilio is told it and signs it
 * @param path where we are told, which is the address's path
 */
public record StatusCallback(String url, String path) {

    private static final String DEFAULT_PATH = "/twilio/room-status";

    private static final String EXAMPLE = "must be like https://video.example.com" + DEFAULT_PATH;

    private static final Pattern SHAPE = Pattern.compile(
            "(https?://[A-Za-z0-9.-]+(?::\\d{1,5})?)(/[A-Za-z0-9/._~-]*)?(\\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?");

    /** <a href="https://www.twilio.com/docs/api/errors/53111">Twilio's error 53111</a>. */
    private static final int MOST_CHARACTERS = 1023;

    private static final int MOST_PORT = 65_535;

    /**
     * Takes an address as it was configured; one without a path gets {@value #DEFAULT_PATH}.
     *
     * @return null if it is blank: there is none
     * @throws IllegalArgumentException if it is not an address that Twilio can call, or is one that answers others
     */
    public static @Nullable StatusCallback of(String text) {
        if (text.isBlank()) {
            return null;
        }
        Matcher parts = SHAPE.matcher(text.strip());
        if (!parts.matches() || text.strip().length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(EXAMPLE);
        }
        String path = parts.group(2) == null || parts.group(2).equals("/") ? DEFAULT_PATH : parts.group(2);
        if (path.matches("/(video-token|actuator|livez|readyz|v3)(/.*)?")) {
            throw new IllegalArgumentException("must not have the path of what callers ask for");
        }
        String url = parts.group(1) + path + (parts.group(3) == null ? "" : parts.group(3));
        if (!isNormal(url)) {
            throw new IllegalArgumentException(EXAMPLE);
        }
        return new StatusCallback(url, path);
    }

    /** Others could be told to Twilio, but not be reached; {@link URI} takes some of them. */
    private static boolean isNormal(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= MOST_PORT
                    && !uri.getPath().startsWith("/..")
                    && uri.normalize().equals(uri);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
