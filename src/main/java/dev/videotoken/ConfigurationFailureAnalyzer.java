package dev.videotoken;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;

/** Tells which variable is wrong, in what, and how to correct it, and never the value, which may be a secret. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConfigurationFailureAnalyzer implements FailureAnalyzer {

    private static final List<String> OURS = List.of(
            "twilio",
            "video",
            "server",
            "spring.security.oauth2.resourceserver",
            "spring.mvc.servlet",
            "springdoc",
            "management");

    private static final String CORRECT =
            "Correct it in the environment, in the file .env of the working directory, or in a"
                    + " file under /run/secrets; the README lists all variables.";

    private static final String SANDBOX = "Without a Twilio account, run the sandbox: --spring.profiles.active=sandbox"
            + " (or SPRING_PROFILES_ACTIVE=sandbox in the environment).";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind && isOurs(bind.getName().toString())) {
                return analysis(describe(bind));
            }
            if (cause instanceof InvalidConfigurationPropertyValueException value && isOurs(value.getName())) {
                boolean noNumber =
                        Objects.requireNonNullElse(value.getReason(), "").startsWith("Failed to convert");
                return analysis(sentence(value.getName(), noNumber ? "must be a whole number" : value.getReason()));
            }
            if (cause instanceof JsonParseException) {
                return analysis(sentence("spring.application.json", "must be a JSON object"));
            }
            if (cause instanceof PatternSyntaxException) {
                return analysis(sentence("server.tomcat.remoteip", "must be a regular expression"));
            }
        }
        return null;
    }

    private static boolean isOurs(String property) {
        return OURS.stream().anyMatch(ours -> (property + ".").startsWith(ours + "."));
    }

    private static FailureAnalysis analysis(String description) {
        boolean noAccount = description.contains("TWILIO_ACCOUNT_SID (twilio.account-sid) is not set");
        return new FailureAnalysis(
                description, noAccount ? CORRECT + System.lineSeparator() + SANDBOX : CORRECT, noCause());
    }

    /** In place of the cause, which Boot would log at DEBUG, and which repeats the value. */
    static Throwable noCause() {
        return new IllegalStateException("The configuration cannot be used");
    }

    private static String describe(BindException bind) {
        String name = bind.getName().toString();
        if (bind.getCause() instanceof BindValidationException invalid) {
            return invalid.getValidationErrors().getAllErrors().stream()
                    .map(FieldError.class::cast)
                    .map(error -> sentence(
                            name + "." + DataObjectPropertyName.toDashedForm(error.getField()),
                            error.getDefaultMessage()))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(System.lineSeparator()));
        }
        return sentence(name, reason(bind));
    }

    private static String sentence(String property, @Nullable String whatIsWrong) {
        String setting = property.replaceAll("\\[\\d+]", "");
        return variable(setting) + " (" + setting + ") " + whatIsWrong + ".";
    }

    private static String variable(String property) {
        return switch (property) {
            case "server.port" -> "PORT";
            case "server.tomcat.remoteip" ->
                "SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES or SERVER_TOMCAT_REMOTEIP_TRUSTEDPROXIES";
            case "twilio.api-key" -> "TWILIO_API_KEY or TWILIO_API_KEY_SID";
            case "twilio.api-secret" -> "TWILIO_API_SECRET or TWILIO_API_KEY_SECRET";
            default ->
                property.toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace("-", property.startsWith("server.tomcat.") ? "" : "_");
        };
    }

    /** Our own value types tell it themselves; what others say, a placeholder's fault too, could repeat the value. */
    private static String reason(BindException bind) {
        Class<?> type = bind.getTarget().getType().toClass();
        if (type == Duration.class) {
            return "must be a duration such as 500ms, 5s or 4h";
        }
        if (type == Integer.class || type == int.class) {
            return "must be a whole number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        }
        if (type == ForwardHeadersStrategy.class) {
            // Boot has one more, which believes everybody.
            return "must be one of none, native";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "must be one of ", ""));
        }
        Throwable root = NestedExceptionUtils.getMostSpecificCause(bind);
        boolean ours =
                type.getName().startsWith("dev.videotoken.") && root.getClass() == IllegalArgumentException.class;
        return ours ? Objects.requireNonNull(root.getMessage()) : "has a value of the wrong kind";
    }
}
