package dev.videotoken.twilio;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Tells Twilio's requests from others', by <a href="https://www.twilio.com/docs/usage/webhooks/webhooks-security">the
 * signature</a> that they carry: HMAC-SHA1 of the URL and the form's fields in the order of their names. The SDK's own
 * check takes a field but once. Safe for many threads.
 */
@Component
public final class TwilioSignature {

    private static final String HMAC = "HmacSHA1";

    private static final Pattern URL = Pattern.compile("(http|https)://(\\[[^]]*]|[^:/?#]+)(:\\d+)?([/?#].*)?");

    private final TwilioProperties twilio;

    TwilioSignature(TwilioProperties twilio) {
        this.twilio = twilio;
    }

    /** Whether there is an auth token, without which no signature can be checked. */
    public boolean canBeChecked() {
        return twilio.authToken() != null;
    }

    /**
     * Whether Twilio signed this form for this URL.
     *
     * @param url as Twilio was told it; its port, and its scheme's own, may be spelled out or not
     * @param form fields of the body; a name may come twice
     * @param signature header field {@code X-Twilio-Signature}
     */
    public boolean isOf(String url, List<Entry<String, String>> form, String signature) {
        String fields = form.stream()
                .sorted(Entry.<String, String>comparingByKey().thenComparing(Entry.comparingByValue()))
                .map(field -> field.getKey() + field.getValue())
                .collect(Collectors.joining());
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        return spellings(url).anyMatch(spelling -> MessageDigest.isEqual(sign(spelling + fields), given));
    }

    /** Twilio may spell out the port, or leave it out, also one that is not the scheme's own (so do its SDKs). */
    private static Stream<String> spellings(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Stream.of(url);
        }
        String schemes = parts.group(1).equals("https") ? ":443" : ":80";
        String port = Objects.requireNonNullElse(parts.group(3), schemes);
        String origin = parts.group(1) + "://" + parts.group(2);
        String rest = parts.group(4) == null ? "" : parts.group(4);
        return Stream.of(origin + rest, origin + port + rest);
    }

    private byte[] sign(String text) {
        Secret key = twilio.authToken();
        if (key == null) {
            throw new IllegalStateException("Without an auth token no signature can be checked");
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.US_ASCII), HMAC));
            return Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
