package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.videotoken.room.RoomName;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Twilio reads in a token, read by a library that is not Twilio's. */
class TokenServiceTests {

    private final TwilioProperties twilio = TwilioStub.properties("https://video.twilio.com");

    private final TokenService tokens = new TokenService(twilio, new TokenProperties(Duration.ofHours(4)));

    @Test
    void signsWithTheApiSecret() throws ParseException, JOSEException {
        SignedJWT jwt = SignedJWT.parse(mint("alice").jwt());
        assertThat(jwt.verify(new MACVerifier(twilio.apiSecret().reveal()))).isTrue();
        assertThat(jwt.verify(new MACVerifier(TwilioStub.hex()))).isFalse();
        assertThat(jwt.getHeader().toJSONObject())
                .isEqualTo(Map.of("alg", "HS256", "typ", "JWT", "cty", "twilio-fpa;v=1"));
    }

    @Test
    void grantsVideoInThisRoomToThisIdentityAndNothingElse() throws ParseException {
        JWTClaimsSet claims = SignedJWT.parse(mint("Zoë 🎥").jwt()).getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(twilio.apiKey());
        assertThat(claims.getSubject()).isEqualTo(twilio.accountSid());
        assertThat(claims.getJSONObjectClaim("grants"))
                .isEqualTo(Map.of("identity", "Zoë 🎥", "video", Map.of("room", "myroom")));
        assertThat(claims.getNotBeforeTime()).isNull();
    }

    @Test
    void expiresWhenItSaysAfterTheTtl() throws ParseException {
        Instant before = Instant.now().minusSeconds(1);
        SignedToken token = mint("alice");
        JWTClaimsSet claims = SignedJWT.parse(token.jwt()).getJWTClaimsSet();
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(token.expiresAt());
        assertThat(token.expiresAt().minus(Duration.ofHours(4))).isBetween(before, Instant.now());
    }

    @Test
    void printsWithoutTheJwt() {
        SignedToken token = mint("alice");
        assertThat(token.toString()).doesNotContain(token.jwt()).contains("expiresAt");
    }

    private SignedToken mint(String identity) {
        return tokens.mint(new Identity(identity), new RoomName("myroom"));
    }
}
