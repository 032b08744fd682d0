package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What Twilio reads in a token, read by libraries that did not make it. */
class TokenServiceTests {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.987Z");

    private static final TokenProperties SETTINGS = new TokenProperties(Duration.ofHours(4));

    private final TwilioProperties twilio = TwilioStub.properties("https://video.twilio.com");

    private final TokenService tokens = new TokenService(twilio, SETTINGS, InstantSource.fixed(NOW));

    @Test
    void signsWithTheApiSecret() {
        String jwt = mint("alice").jwt();
        assertThatNoException()
                .isThrownBy(() -> checkedWith(twilio.apiSecret().reveal()).parseSignedContent(jwt));
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> checkedWith(TwilioStub.hex()).parseSignedContent(jwt));
    }

    @Test
    void hasTheHeaderThatTwilioAsksFor() {
        assertThat(header(mint("alice").jwt()))
                .isEqualTo(Map.of("alg", "HS256", "typ", "JWT", "cty", "twilio-fpa;v=1"));
    }

    @Test
    void grantsVideoInThisRoomToThisIdentityAndNothingElse() {
        assertThat(claims(mint("Zoë 🎥").jwt()))
                .containsOnlyKeys("iss", "sub", "exp", "jti", "grants")
                .containsEntry("iss", twilio.apiKey())
                .containsEntry("sub", twilio.accountSid())
                .containsEntry("grants", Map.of("identity", "Zoë 🎥", "video", Map.of("room", "myroom")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Zoë 🎥", "\"\\</'&=", "a\u2028b"})
    void isWhatTheSdkSigns(String identity) {
        String ours = mint(identity).jwt();
        String sdks = sdk(identity).toJwt();
        assertThat(header(ours)).isEqualTo(header(sdks));
        assertThat(untimed(ours)).isEqualTo(untimed(sdks));
    }

    @Test
    void expiresWhenItSaysAfterTheTtlInWholeSeconds() {
        SignedToken token = mint("alice");
        assertThat(token.expiresAt()).isEqualTo("2026-11-24T16:00:00Z");
        assertThat(claims(token.jwt()).get("exp"))
                .asString()
                .isEqualTo(String.valueOf(token.expiresAt().getEpochSecond()));
    }

    @Test
    void goesByTheMachinesClockAlsoWhereThatIsSet() {
        new ApplicationContextRunner()
                .withBean(TwilioProperties.class, () -> twilio)
                .withBean(TokenProperties.class, () -> SETTINGS)
                .withBean("clock", InstantSource.class, () -> InstantSource.fixed(Instant.EPOCH))
                .withBean("wallClock", InstantSource.class, () -> InstantSource.fixed(NOW))
                .withBean(TokenService.class)
                .run(context -> assertThat(context.getBean(TokenService.class)
                                .mint(new Identity("alice"), new RoomName("myroom"))
                                .expiresAt())
                        .isEqualTo("2026-11-24T16:00:00Z"));
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

    private static JwtParser checkedWith(String secret) {
        return Jwts.parser()
                .verifyWith(Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.US_ASCII)))
                .build();
    }

    /** Its claims, but for those that the time of the signature makes. */
    private static Map<String, Object> untimed(String jwt) {
        Map<String, Object> claims = claims(jwt);
        assertThat(claims.remove("exp")).isNotNull();
        assertThat(claims.replace("jti", "time")).asString().matches("SK[0-9a-f]{32}-[0-9]{10}");
        return claims;
    }

    private static Map<String, Object> header(String jwt) {
        return part(jwt, 0);
    }

    private static Map<String, Object> claims(String jwt) {
        return part(jwt, 1);
    }

    private static Map<String, Object> part(String jwt, int part) {
        byte[] json = Base64.getUrlDecoder().decode(jwt.split("\\.")[part]);
        return JsonMapper.shared().readValue(json, new TypeReference<>() {});
    }
}
