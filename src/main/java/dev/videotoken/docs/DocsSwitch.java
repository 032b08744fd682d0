package dev.videotoken.docs;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Switches springdoc on where the contract is to be served; where it is not, springdoc does nothing. */
class DocsSwitch implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean page = isOn(environment, "video.page.enabled", false);
        boolean docs = isOn(environment, "video.docs.enabled", page);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("docsSwitch", Map.of("springdoc.api-docs.enabled", docs)));
    }

    /** Lenient, since what is neither true nor false is refused later, and told better: there is a log by then. */
    private static boolean isOn(ConfigurableEnvironment environment, String property, boolean otherwise) {
        try {
            return Binder.get(environment).bind(property, Boolean.class).orElse(otherwise);
        } catch (BindException e) {
            return otherwise;
        }
    }
}
