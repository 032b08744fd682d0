package dev.videotoken.token;

import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Signs tokens that nobody gets while the service starts, in a thread beside it where there is more than one core, so
 * that the JVM has compiled what signs when the first callers come (BENCHMARKS.md).
 */
class TokenPreinitializer implements BackgroundPreinitializer {

    /** Enough for most of it to be compiled. */
    private static final int TOKENS = 50;

    @Override
    public void preinitialize() {
        for (int i = 0; i < TOKENS; i++) {
            new AccessToken.Builder("account", "key", new byte[32])
                    .identity("nobody")
                    .grant(new VideoGrant().setRoom("none"))
                    .build()
                    .toJwt();
        }
    }
}
