package dev.videotoken.sandbox;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Credentials of an account that does not exist, other ones at each start. They stand before all other sources, so that
 * the sandbox never signs with a real key that happens to be configured.
 */
class SandboxCredentials implements EnvironmentPostProcessor {

    private final SecureRandom random = new SecureRandom();

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of(SandboxConfiguration.PROFILE))) {
            Map<String, Object> credentials = new HashMap<>(Map.of(
                    "twilio.account-sid", "AC" + hex(),
                    "twilio.api-key", "SK" + hex(),
                    "twilio.api-secret", hex()));
            // A real one that has nothing to check is none of the sandbox's, and no reason not to start.
            if (!hasCallback(environment)) {
                credentials.put("twilio.auth-token", "");
            }
            environment.getPropertySources().addFirst(new MapPropertySource("sandboxCredentials", credentials));
        }
    }

    /** Lenient, since what cannot be read is refused later, and told better: there is a log by then. */
    private static boolean hasCallback(ConfigurableEnvironment environment) {
        try {
            return Binder.get(environment)
                    .bind("video.room.status-callback-url", String.class)
                    .map(StringUtils::hasText)
                    .orElse(false);
        } catch (BindException e) {
            return true;
        }
    }

    private String hex() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
