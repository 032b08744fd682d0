package dev.videotoken.sandbox;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Credentials of an account that does not exist, other ones at each start. They stand before all other sources, so that
 * the sandbox never signs with a real key that happens to be configured.
 */
class SandboxCredentials implements EnvironmentPostProcessor {

    private final SecureRandom random = new SecureRandom();

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of(SandboxConfiguration.PROFILE))) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "sandboxCredentials",
                            Map.of(
                                    "twilio.account-sid", "AC" + hex(),
                                    "twilio.api-key", "SK" + hex(),
                                    "twilio.api-secret", hex())));
        }
    }

    private String hex() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
