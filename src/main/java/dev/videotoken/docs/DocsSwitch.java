package dev.videotoken.docs;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Switches springdoc on where the contract is to be served; where it is not, springdoc does nothing. */
class DocsSwitch implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean page = bound(environment, "video.page.enabled").orElse(false);
        boolean docs = bound(environment, "video.docs.enabled").orElse(page);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("docsSwitch", Map.of("springdoc.api-docs.enabled", docs)));
    }

    private static BindResult<Boolean> bound(ConfigurableEnvironment environment, String property) {
        return Binder.get(environment).bind(property, Boolean.class);
    }
}
