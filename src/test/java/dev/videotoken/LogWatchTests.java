package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogWatchTests {

    private final TwilioProperties twilio = TwilioStub.properties("http://localhost");

    private final List<String> secrets = LogWatch.secrets(twilio);

    @Test
    void findsTheApiSecretAndItsBase64Form() {
        String basic = twilio.apiKey() + ":" + twilio.apiSecret().reveal();
        assertThat(LogWatch.holdsSecret("key " + twilio.apiSecret().reveal(), secrets))
                .isTrue();
        assertThat(LogWatch.holdsSecret("sent " + Base64.getEncoder().encodeToString(basic.getBytes()), secrets))
                .isTrue();
    }

    @Test
    void findsTokensAndSignatures() {
        String token = new Issuer("key").rsa(Issuer.claims("alice", claims -> claims));
        String signature = Base64.getEncoder().encodeToString(new byte[20]);
        assertThat(LogWatch.holdsSecret("got " + token, secrets)).isTrue();
        assertThat(LogWatch.holdsSecret("Authorization: Basic 0123456789", secrets))
                .isTrue();
        assertThat(LogWatch.holdsSecret("X-Twilio-Signature=[" + signature + "]", secrets))
                .isTrue();
    }

    @Test
    void letsAnOrdinaryLinePass() {
        assertThat(LogWatch.holdsSecret("Token issued: identity \"alice\", token 0123456789ab, status 200", secrets))
                .isFalse();
    }
}
