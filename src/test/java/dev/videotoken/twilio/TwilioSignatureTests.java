package dev.videotoken.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which address Twilio may have signed where we are configured with another spelling of it. */
class TwilioSignatureTests {

    private static final String AUTH_TOKEN = TwilioStub.hex();

    @ParameterizedTest
    @CsvSource({
        "https://a.example/b?c=d, https://a.example/b?c=d, true",
        "https://a.example/b?c=d, https://a.example:443/b?c=d, true",
        "https://a.example:443/b?c=d, https://a.example/b?c=d, true",
        "https://a.example:443/b?c=d, https://a.example:443/b?c=d, true",
        "http://a.example/b, http://a.example:80/b, true",
        "http://a.example:80/b, http://a.example/b, true",
        "http://a.example/b, http://a.example:443/b, false",
        "http://a.example:443/b, http://a.example/b, true",
        "https://a.example/b, https://a.example:80/b, false",
        "https://a.example:80/b, https://a.example/b, true",
        "https://a.example:8443/b, https://a.example:8443/b, true",
        "https://a.example:8443/b, https://a.example/b, true",
        "https://a.example:8443/b, https://a.example:443/b, false",
        "https://a.example/b, https://a.example:8443/b, false",
        "https://a.example:8443/b, https://a.example:8444/b, false"
    })
    void takesThePortSpelledOutOrNot(String configured, String signed, boolean taken) {
        String signature = TwilioStub.sign(AUTH_TOKEN, signed + "Namevalue");
        assertThat(new TwilioSignature(account()).isOf(configured, List.of(Map.entry("Name", "value")), signature))
                .isEqualTo(taken);
    }

    private static TwilioProperties account() {
        TwilioProperties twilio = TwilioStub.properties("http://localhost");
        return new TwilioProperties(
                twilio.accountSid(),
                twilio.apiKey(),
                twilio.apiSecret(),
                Secret.of(AUTH_TOKEN),
                twilio.baseUrl(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                twilio.breaker());
    }
}
