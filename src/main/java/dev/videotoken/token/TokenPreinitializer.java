package dev.videotoken.token;

import dev.videotoken.room.RoomName;
import dev.videotoken.twilio.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Signs tokens that nobody gets while the service starts, in a thread beside it where there is more than one core, so
 * that the JVM has compiled what signs when the first callers come (BENCHMARKS.md).
 */
class TokenPreinitializer implements BackgroundPreinitializer {

    /** Enough for most of it to be compiled. */
    private static final int TOKENS = 200;

    @Override
    public void preinitialize() {
        Secret secret = Objects.requireNonNull(Secret.of("0".repeat(32)));
        TokenService tokens = new TokenService("account", "key", secret, Duration.ZERO, () -> Instant.EPOCH);
        for (int i = 0; i < TOKENS; i++) {
            tokens.mint(new Identity("nobody"), new RoomName("none"));
        }
    }
}
