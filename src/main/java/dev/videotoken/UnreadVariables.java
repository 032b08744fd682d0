package dev.videotoken;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/** Tells at start of variables that look like the service's own, but that nothing reads: most of them are misspelt. */
@Component
final class UnreadVariables {

    private static final Logger log = LoggerFactory.getLogger(UnreadVariables.class);

    /** What a line of {@code .env} is called that is written for a shell. */
    private static final String EXPORT = "export";

    private static final Pattern LIKE_OURS = Pattern.compile("(VIDEO|TWILIO)_[A-Z0-9_]+|" + EXPORT);

    /** What Kubernetes tells each pod of a Service that is called like this one. */
    private static final Pattern SERVICE_LINK = Pattern.compile("_(SERVICE_HOST|(SERVICE_)?PORT(_[A-Z0-9_]+)?)");

    /** By which the rest is known to be of a Service, and not misspelt. */
    private static final String SERVICE_HOST = "_SERVICE_HOST";

    /** Of one of a list. */
    private static final Pattern INDEX = Pattern.compile("(_\\d+)+$");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z0-9_]+)");

    UnreadVariables(ConfigurableEnvironment environment) {
        Set<String> read =
                sources(environment).flatMap(UnreadVariables::placeholders).collect(Collectors.toSet());
        Set<String> readFromTheEnvironment = sources(environment)
                .filter(source -> source.getName().contains("application.yaml"))
                .flatMap(source -> Stream.of(source.getPropertyNames()))
                .flatMap(UnreadVariables::variables)
                .collect(Collectors.toSet());
        Set<String> services = sources(environment)
                .flatMap(source -> Stream.of(source.getPropertyNames()))
                .filter(name -> name.endsWith(SERVICE_HOST))
                .map(name -> name.substring(0, name.length() - SERVICE_HOST.length()))
                .collect(Collectors.toSet());
        sources(environment)
                .flatMap(source -> Stream.of(source.getPropertyNames())
                        .filter(name -> LIKE_OURS.matcher(name).matches())
                        .filter(name -> services.stream().noneMatch(service -> isLink(name, service)))
                        .filter(name -> !read.contains(name))
                        .filter(name -> !(source instanceof SystemEnvironmentPropertySource
                                && readFromTheEnvironment.contains(
                                        INDEX.matcher(name).replaceFirst("")))))
                .distinct()
                .sorted()
                .forEach(UnreadVariables::tell);
    }

    private static void tell(String name) {
        if (name.equals(EXPORT)) {
            log.warn("A line in .env that begins with export is not read by anything; remove that word");
        } else {
            log.warn("{} is not read by anything; the README lists all variables", name);
        }
    }

    private static boolean isLink(String name, String service) {
        return name.startsWith(service)
                && SERVICE_LINK.matcher(name.substring(service.length())).matches();
    }

    private static Stream<EnumerablePropertySource<?>> sources(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .<PropertySource<?>>map(source -> source)
                .filter(EnumerablePropertySource.class::isInstance)
                .map(source -> (EnumerablePropertySource<?>) source);
    }

    /** Files that nothing asks for are not read: they may be somebody else's. */
    private static Stream<String> placeholders(EnumerablePropertySource<?> source) {
        return Stream.of(source instanceof ConfigTreePropertySource ? new String[0] : source.getPropertyNames())
                .map(source::getProperty)
                .filter(Objects::nonNull)
                .flatMap(value -> PLACEHOLDER.matcher(String.valueOf(value)).results())
                .map(placeholder -> placeholder.group(1));
    }

    /** By which Spring finds a property in the environment. */
    private static Stream<String> variables(String property) {
        String variable = property.toUpperCase(Locale.ROOT).replace('.', '_');
        return Stream.of(variable.replace("-", ""), variable.replace('-', '_'));
    }
}
