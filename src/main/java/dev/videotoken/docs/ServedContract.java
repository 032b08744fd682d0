package dev.videotoken.docs;

import dev.videotoken.room.StatusCallback;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.Resource;

/** The contract of this service as it is configured. It is read when it is asked for, not at each start. */
final class ServedContract implements OpenApiCustomizer {

    private static final String STATUS_CALLBACK = "/twilio/room-status";

    private static final List<String> OF_SIGN_IN =
            List.of("unauthenticated", "identity-mismatch", "sign-in-unavailable");

    private final Resource file;
    private final boolean signIn;
    private final @Nullable StatusCallback callback;

    /** @param file the contract with all that can be switched on */
    ServedContract(Resource file, boolean signIn, @Nullable StatusCallback callback) {
        this.file = file;
        this.signIn = signIn;
        this.callback = callback;
    }

    /** springdoc asks once, and keeps it. */
    @Override
    public void customise(OpenAPI served) {
        OpenAPI contract = read();
        if (!signIn) {
            forgetSignIn(contract);
        }
        PathItem told = contract.getPaths().remove(STATUS_CALLBACK);
        if (callback == null) {
            contract.getTags().removeIf(tag -> tag.getName().equals("callbacks"));
        } else {
            contract.path(callback.path(), told);
        }
        served.info(contract.getInfo())
                .servers(contract.getServers())
                .security(contract.getSecurity())
                .tags(contract.getTags())
                .paths(contract.getPaths())
                .components(contract.getComponents());
    }

    private OpenAPI read() {
        try (InputStream yaml = file.getInputStream()) {
            return Yaml31.mapper().readValue(yaml, OpenAPI.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without sign-in nobody has an identity of their own: it must be given, and no sign-in is refused. */
    private static void forgetSignIn(OpenAPI contract) {
        Components parts = contract.getComponents();
        contract.setSecurity(List.of());
        parts.setSecuritySchemes(null);
        there(parts.getParameters(), "identity").setRequired(true);
        Schema<?> body = there(parts.getSchemas(), "VideoTokenRequest");
        body.addRequiredItem("identity");
        body.addProperty("identity", new Schema<>().$ref("Identity"));
        contract.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().remove("401"));
        parts.getResponses().remove("Unauthenticated");
        there(parts.getResponses(), "Forbidden").getHeaders().remove("WWW-Authenticate");
        parts.getHeaders().remove("WWW-Authenticate");
        OF_SIGN_IN.forEach(problem -> forget(problem, parts));
    }

    private static void forget(String problem, Components parts) {
        parts.getResponses().values().stream()
                .flatMap(response -> response.getContent().values().stream())
                .forEach(content -> content.getExamples().remove(problem));
        Schema<?> problems = there(parts.getSchemas(), "Problem");
        there(problems.getProperties(), "type").getEnum().remove("urn:video-token:" + problem);
    }

    private static <T> T there(Map<String, T> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }
}
