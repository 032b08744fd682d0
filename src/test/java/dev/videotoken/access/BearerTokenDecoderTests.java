package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** What the log is told of bearer tokens that are refused; {@link dev.videotoken.SignInTests} has the answers. */
@ExtendWith(OutputCaptureExtension.class)
class BearerTokenDecoderTests {

    private Instant now = Instant.parse("2026-11-30T10:00:00Z");

    private final JwtValidationException expired = new JwtValidationException(
            "An error occurred",
            List.of(
                    new OAuth2Error("invalid_token", "Jwt expired at 2026-11-30T09:00:00Z", null),
                    new OAuth2Error("invalid_token", "The aud claim is not valid", null)));

    @Test
    void allThatIsWrongWithATokenIsToldOnceAMinute(CapturedOutput output) {
        BearerTokenDecoder decoder = refusing(expired);
        refuse(decoder);
        refuse(decoder);
        assertThat(output)
                .containsOnlyOnce("A bearer token was refused:"
                        + " Jwt expired at 2026-11-30T09:00:00Z The aud claim is not valid");
        now = now.plusSeconds(60);
        refuse(decoder);
        assertThat(output.toString().split("A bearer token was refused", -1)).hasSize(3);
    }

    @Test
    void whatCannotBeReadIsNotRepeated(CapturedOutput output) {
        refuse(refusing(new BadJwtException("Invalid JSON: eyJhbGciOi")));
        assertThat(output)
                .contains("A bearer token was refused: it is malformed, or not signed by a key")
                .doesNotContain("eyJhbGciOi");
    }

    private BearerTokenDecoder refusing(BadJwtException refusal) {
        return new BearerTokenDecoder(
                token -> {
                    throw refusal;
                },
                () -> now);
    }

    private static void refuse(BearerTokenDecoder decoder) {
        assertThat(catchThrowableOfType(BadJwtException.class, () -> decoder.decode("token")))
                .isNotNull();
    }
}
