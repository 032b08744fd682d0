package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import dev.videotoken.room.RoomName;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import io.jsonwebtoken.security.SignatureException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Twilio reads in a token. */
class TokenServiceTests {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.987Z");

    private final TwilioProperties twilio = TwilioStub.properties("https://video.twilio.com");

    private final TokenService tokens =
            new TokenService(twilio, new TokenProperties(Duration.ofHours(4)), InstantSource.fixed(NOW));

    TokenServiceTests() throws KeyLengthException {}

    /** Checked by the library that the SDK signs with. */
    @Test
    void signsWithTheApiSecret() {
        String jwt = mint("alice").jwt();
        assertThatNoException()
                .isThrownBy(() -> checkedWith(twilio.apiSecret().reveal()).parseSignedContent(jwt));
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> checkedWith(TwilioStub.hex()).parseSignedContent(jwt));
    }

    @Test
    void hasTheHeaderThatTwilioAsksFor() throws ParseException {
        assertThat(SignedJWT.parse(mint("alice").jwt()).getHeader().toJSONObject())
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
    void isWhatTheSdkSigns() throws ParseException {
        SignedJWT ours = SignedJWT.parse(mint("alice").jwt());
        SignedJWT sdks = SignedJWT.parse(sdk("alice").toJwt());
        assertThat(ours.getHeader().toJSONObject()).isEqualTo(sdks.getHeader().toJSONObject());
        assertThat(untimed(ours)).isEqualTo(untimed(sdks));
    }

    @Test
    void expiresWhenItSaysAfterTheTtlInWholeSeconds() throws ParseException {
        SignedToken token = mint("alice");
        assertThat(token.expiresAt()).isEqualTo("2026-11-24T16:00:00Z");
        assertThat(SignedJWT.parse(token.jwt()).getJWTClaimsSet().getExpirationTime())
                .isEqualTo(token.expiresAt());
    }

    @Test
    void printsWithoutTheJwt() {
        SignedToken token = mint("alice");
        assertThat(token.toString()).doesNotContain(token.jwt()).contains("expiresAt");
    }

    private SignedToken mint(String identity) {
        return tokens.mint(new Identity(identity), new RoomName("myroom"));
    }

    private AccessToken sdk(String identity) {
        byte[] secret = twilio.apiSecret().reveal().getBytes(StandardCharsets.US_ASCII);
        return new AccessToken.Builder(twilio.accountSid(), twilio.apiKey(), secret)
                .identity(identity)
                .grant(new VideoGrant().setRoom("myroom"))
                .build();
    }

    /** Its claims, but for those that the time of the signature makes. */
    private static Map<String, Object> untimed(SignedJWT jwt) throws ParseException {
        Map<String, Object> claims = jwt.getJWTClaimsSet().toJSONObject();
        assertThat(claims.remove("exp")).isNotNull();
        assertThat(claims.replace("jti", "time")).asString().matches("SK[0-9a-f]{32}-[0-9]{10}");
        return claims;
    }

    private static JwtParser checkedWith(String secret) {
        return Jwts.parser()
                .verifyWith(Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.US_ASCII)))
                .build();
    }
}
