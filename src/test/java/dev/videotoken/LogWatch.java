package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.videotoken.twilio.TwilioProperties;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Has everything logged at DEBUG while a test runs, reads each line of the service, and fails where one holds the API
 * secret, the auth token, a token (JWT) of either kind, or a signature.
 */
public final class LogWatch implements BeforeEachCallback, AfterEachCallback {

    /** What the stand-ins for others log in the same JVM. */
    private static final Pattern OTHERS = Pattern.compile("(wiremock|com\\.github\\.tomakehurst)\\..*");

    /** A JWT's head, what carries credentials in a head of HTTP, and an HMAC-SHA1 in Base64. */
    private static final Pattern LOOKS_SECRET =
            Pattern.compile("eyJ[A-Za-z0-9_-]{6}|(?:Basic|Bearer) [A-Za-z0-9]{8}|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{27}=");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        lines.list.clear();
        lines.start();
        root().setLevel(Level.DEBUG);
        root().addAppender(lines);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        root().detachAppender(lines);
        root().setLevel(Level.INFO);
        List<String> ours = List.copyOf(lines.list).stream()
                .filter(line -> !OTHERS.matcher(line.getLoggerName()).matches())
                .map(LogWatch::text)
                .toList();
        List<String> secrets =
                secrets(SpringExtension.getApplicationContext(context).getBean(TwilioProperties.class));
        assertThat(ours).isNotEmpty().noneMatch(line -> holdsSecret(line, secrets));
    }

    static boolean holdsSecret(String line, List<String> secrets) {
        return LOOKS_SECRET.matcher(line).find() || secrets.stream().anyMatch(line::contains);
    }

    static List<String> secrets(TwilioProperties twilio) {
        String secret = twilio.apiSecret().reveal();
        String basic = twilio.apiKey() + ":" + secret;
        return Stream.concat(
                        Stream.of(
                                secret, Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.US_ASCII))),
                        Stream.ofNullable(twilio.authToken()).map(token -> token.reveal()))
                .toList();
    }

    private static String text(ILoggingEvent line) {
        return line.getFormattedMessage()
                + line.getKeyValuePairs()
                + line.getMDCPropertyMap()
                + (line.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(line.getThrowableProxy()));
    }
}
