package dev.videotoken.web;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Stops a start with settings of others that would move the contract's paths, by which our filters, the image's health
 * check and Twilio's callbacks go, with an address for a port that is not there, or with header fields of proxies where
 * none is to be believed.
 */
@Component
final class RefusedSettings {

    private static final Map<String, String> PATHS = Map.of(
            "server.servlet.context-path", "/",
            "spring.mvc.servlet.path", "/",
            "management.server.base-path", "/",
            "management.endpoints.web.base-path", "/actuator",
            "springdoc.api-docs.path", "/v3/api-docs");

    private static final String OTHER_PATHS = "management.endpoints.web.path-mapping";

    private static final String FIXED = "must not be set: the paths are fixed, and a proxy can map others to them";

    /** With either of them Boot has Tomcat believe proxies, whatever the strategy says. */
    private static final List<String> PROXY_HEADERS =
            List.of("server.tomcat.remoteip.remote-ip-header", "server.tomcat.remoteip.protocol-header");

    RefusedSettings(Environment environment, ListenerProperties listener) {
        PATHS.forEach((setting, path) -> {
            String asked = environment.getProperty(setting, "");
            if (!asked.isBlank() && !asked.equals(path)) {
                throw refusal(setting, FIXED);
            }
        });
        if (Binder.get(environment)
                .bind(OTHER_PATHS, Bindable.mapOf(String.class, String.class))
                .isBound()) {
            throw refusal(OTHER_PATHS, FIXED);
        }
        if (isSet(environment, "management.server.address") && !isSet(environment, "management.server.port")) {
            throw refusal("management.server.address", "needs MANAGEMENT_SERVER_PORT too");
        }
        PROXY_HEADERS.forEach(setting -> {
            if (isSet(environment, setting) && !listener.believesProxies()) {
                throw refusal(setting, "needs SERVER_FORWARD_HEADERS_STRATEGY=native too");
            }
        });
    }

    private static boolean isSet(Environment environment, String setting) {
        return !environment.getProperty(setting, "").isBlank();
    }

    private static InvalidConfigurationPropertyValueException refusal(String setting, String reason) {
        return new InvalidConfigurationPropertyValueException(setting, null, reason);
    }
}
