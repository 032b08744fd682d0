package dev.videotoken.twilio;

import com.twilio.http.TwilioRestClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The real SDK on the real transport, for tests that play Twilio on the wire. */
public final class TwilioStub {

    private TwilioStub() {}

    /** Settings with credentials made up at each run, and more time than a slow machine needs. */
    public static TwilioProperties properties(String baseUrl) {
        return properties(baseUrl, Duration.ofSeconds(20));
    }

    public static TwilioProperties properties(String baseUrl, Duration timeout) {
        return properties(baseUrl, timeout, timeout);
    }

    public static TwilioProperties properties(String baseUrl, Duration connectTimeout, Duration readTimeout) {
        return new TwilioProperties(
                "AC" + hex(),
                "SK" + hex(),
                Objects.requireNonNull(Secret.of(hex())),
                BaseUrl.of(baseUrl),
                connectTimeout,
                readTimeout);
    }

    public static TwilioDeadline deadline() {
        return new TwilioDeadline(InstantSource.system());
    }

    public static TwilioRestClient client(TwilioProperties twilio) {
        InstantSource clock = InstantSource.system();
        return new TwilioConfiguration()
                .twilioRestClient(
                        twilio,
                        new TwilioTransport(twilio, deadline()),
                        new TwilioHealthIndicator(clock),
                        new JsonMapper());
    }

    public static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
