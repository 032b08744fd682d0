package dev.videotoken.docs;

import dev.videotoken.room.StatusCallback;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** The contract of this service as it is configured. */
final class ServedContract implements OpenApiCustomizer {

    private static final String STATUS_CALLBACK = "/twilio/room-status";

    private final OpenAPI contract;

    /** @param contract with all that can be switched on; it is changed */
    ServedContract(OpenAPI contract, boolean signIn, @Nullable StatusCallback callback) {
        this.contract = contract;
        if (!signIn) {
            forgetSignIn();
        }
        PathItem told = contract.getPaths().remove(STATUS_CALLBACK);
        if (callback != null) {
            contract.path(callback.path(), told);
        }
    }

    /** Without a sign-in nobody has an identity of their own, so it must be given. */
    private void forgetSignIn() {
        Components parts = contract.getComponents();
        contract.setSecurity(null);
        parts.setSecuritySchemes(null);
        there(parts.getParameters(), "identity").setRequired(true);
        there(parts.getSchemas(), "VideoTokenRequest").addRequiredItem("identity");
        there(parts.getRequestBodies(), "VideoTokenRequest").setRequired(true);
    }

    private static <T> T there(Map<String, T> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    @Override
    public void customise(OpenAPI served) {
        served.info(contract.getInfo())
                .servers(contract.getServers())
                .security(contract.getSecurity())
                .tags(contract.getTags())
                .paths(contract.getPaths())
                .components(contract.getComponents());
    }
}
