package dev.videotoken.twilio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Takes the API key and its secret by both names that Twilio's own samples have for them. What is empty is not set; of
 * the rest, the environment goes before files whatever the name, which nested placeholders cannot tell.
 */
class TwilioNames implements EnvironmentPostProcessor, Ordered {

    private static final Map<String, List<String>> NAMES = Map.of(
            "twilio.api-key", List.of("TWILIO_API_KEY", "TWILIO_API_KEY_SID"),
            "twilio.api-secret", List.of("TWILIO_API_SECRET", "TWILIO_API_KEY_SECRET"));

    /** Once the files have been read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> found = new LinkedHashMap<>();
        NAMES.forEach((property, names) -> first(environment, names).ifPresent(value -> found.put(property, value)));
        if (!found.isEmpty()) {
            environment
                    .getPropertySources()
                    .addBefore(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new MapPropertySource("twilioNames", found));
        }
    }

    private static Optional<String> first(ConfigurableEnvironment environment, List<String> names) {
        return environment.getPropertySources().stream()
                .flatMap(source -> names.stream().flatMap(name -> value(source, name)))
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    private static Stream<String> value(PropertySource<?> source, String name) {
        return Stream.ofNullable(source.getProperty(name)).map(Objects::toString);
    }
}
