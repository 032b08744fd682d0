package dev.videotoken.access;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Spring's own settings of sign-in, checked at start; any of the first three switches it on.
 *
 * @param issuerUri Issuer of the bearer tokens, which must be in their claim iss; its keys are found by OpenID Connect
 *     discovery, or where jwk-set-uri says.
 * @param jwkSetUri Where the keys are that bearer tokens are checked with, as a JWK set.
 * @param publicKeyLocation The one RSA public key that bearer tokens are checked with, as a PEM file.
 * @param jwsAlgorithms Algorithms that bearer tokens may be signed with. Where there is only an issuer, its keys
 *     decide.
 * @param principalClaimName Claim that holds the caller's identity.
 */
@Validated
@ConfigurationProperties("spring.security.oauth2.resourceserver.jwt")
record SignInProperties(
        @DefaultValue("") @Pattern(regexp = ADDRESS, message = ADDRESS_IS)
        String issuerUri,

        @DefaultValue("") @Pattern(regexp = ADDRESS, message = ADDRESS_IS)
        String jwkSetUri,

        @Nullable KeyFile publicKeyLocation,

        @DefaultValue("RS256")
        List<
                        @Pattern(
                                regexp = "(RS|PS|ES)(256|384|512)",
                                message = "must be RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512")
                        String>
                jwsAlgorithms,

        @DefaultValue("sub")
        @NotBlank(message = "must name a claim, such as sub")
        @Pattern(regexp = AccessProperties.UNQUOTED + "|", message = AccessProperties.UNQUOTED_IS)
        String principalClaimName) {

    private static final String ADDRESS = "(https?://([A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+])(:\\d{1,5})?([/?]\\S*)?)?";

    private static final String ADDRESS_IS = "must be an address such as https://login.example.com/realm";

    boolean isOn() {
        return publicKeyLocation != null || fetchesKeys();
    }

    private boolean fetchesKeys() {
        return !issuerUri.isBlank() || !jwkSetUri.isBlank();
    }

    /** Whether there is the one key, and others that Spring takes before it. */
    boolean hasUnusedKey() {
        return publicKeyLocation != null && fetchesKeys();
    }

    /** Whether Spring can make a decoder of them: the one key has one algorithm. */
    boolean hasFittingAlgorithms() {
        return publicKeyLocation == null
                || (jwsAlgorithms.size() == 1 && !jwsAlgorithms.get(0).startsWith("ES"));
    }
}
