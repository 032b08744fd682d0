package dev.videotoken.twilio;

import java.net.URI;
import java.net.URL;
import java.util.regex.Pattern;
import org.springframework.util.StringUtils;

/** Where Twilio's Video API is: scheme, host and port, nothing else. */
final class BaseUrl {

    /** The one address that the SDK knows; it has no setting for another. */
    private static final String SDK_ORIGIN = "https://video.twilio.com";

    private static final Pattern SHAPE = Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+])(:\\d{1,5})?");

    private static final int MOST_PORT = 65_535;

    private final String origin;

    private BaseUrl(String origin) {
        this.origin = origin;
    }

    /**
     * Takes an address such as {@code https://video.twilio.com}; a slash at its end is dropped.
     *
     * @throws IllegalArgumentException if it is not {@code http} or {@code https}, a host and perhaps a port
     */
    public static BaseUrl of(String text) {
        String origin = StringUtils.trimTrailingCharacter(text.strip(), '/');
        if (!SHAPE.matcher(origin).matches() || URI.create(origin).getPort() > MOST_PORT) {
            throw new IllegalArgumentException("must be http(s)://host or http(s)://host:port");
        }
        return new BaseUrl(origin);
    }

    /**
     * Places here what the SDK asks of Twilio.
     *
     * @throws IllegalArgumentException if the address is on another host, which must not see our credentials
     */
    URI place(URL asked) {
        URI uri = URI.create(asked.toString());
        String asksFor = originOf(uri);
        if (!asksFor.equals(SDK_ORIGIN) && !asksFor.equals(origin)) {
            throw new IllegalArgumentException("Refused to call another host than Twilio's");
        }
        return URI.create(origin + uri.toString().substring(asksFor.length()));
    }

    private static String originOf(URI uri) {
        String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port;
    }

    @Override
    public String toString() {
        return origin;
    }
}
