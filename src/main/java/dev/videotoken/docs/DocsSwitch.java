package dev.videotoken.docs;

import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/** Switches springdoc on where the contract is to be served; where it is not, springdoc does nothing. */
class DocsSwitch implements EnvironmentPostProcessor {

    /** What Boot takes for true. */
    private static final Pattern ON = Pattern.compile("(?i)true|yes|on|1");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean page = isOn(environment, "video.page.enabled", environment.acceptsProfiles(Profiles.of("sandbox")));
        boolean docs = isOn(environment, "video.docs.enabled", page);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("docsSwitch", Map.of("springdoc.api-docs.enabled", docs)));
    }

    /** Lenient, since {@link DocsProperties} refuses what is neither true nor false, and says so well. */
    private static boolean isOn(ConfigurableEnvironment environment, String property, boolean otherwise) {
        String value = environment.getProperty(property, "");
        return value.isBlank() ? otherwise : ON.matcher(value.strip()).matches();
    }
}
