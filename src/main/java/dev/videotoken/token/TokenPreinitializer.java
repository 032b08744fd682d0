package dev.videotoken.token;

import com.nimbusds.jose.KeyLengthException;
import dev.videotoken.room.RoomName;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Signs tokens that nobody gets while the service starts, in a thread beside it where there is more than one core, so
 * that the JVM has compiled what signs when the first callers come (BENCHMARKS.md).
 */
class TokenPreinitializer implements BackgroundPreinitializer {

    /** As often as the JVM waits for a method to be called before it compiles it. */
    private static final int TOKENS = 200;

    @Override
    public void preinitialize() throws KeyLengthException {
        TokenService tokens = new TokenService("account", "key", "0".repeat(32), Duration.ZERO, () -> Instant.EPOCH);
        for (int i = 0; i < TOKENS; i++) {
            tokens.mint(new Identity("nobody"), new RoomName("none"));
        }
    }
}
