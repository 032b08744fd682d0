package dev.videotoken.access;

import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;

/** What bearer tokens must be like, beyond what Spring checks, and how their keys are fetched. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {

    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer keySets(InstantSource clock) {
        return decoder -> decoder.restOperations(new KeySets(clock));
    }

    /** Spring takes a token that never expires. */
    @Bean
    OAuth2TokenValidator<Jwt> bearerTokens(AccessProperties access, SignInProperties signIn) {
        if (!signIn.isOn()) {
            refuseWhatNeedsSignIn(access);
        }
        OAuth2TokenValidator<Jwt> expires = new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull);
        return access.audience() == null
                ? expires
                : new DelegatingOAuth2TokenValidator<>(expires, new JwtAudienceValidator(access.audience()));
    }

    /** Whoever sets one of these believes that callers sign in. */
    private static void refuseWhatNeedsSignIn(AccessProperties access) {
        Stream.of(
                        access.audience() == null ? null : "audience",
                        access.requiredScope() == null ? null : "required-scope",
                        access.roomsClaim() == null ? null : "rooms-claim")
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(setting -> {
                    throw new InvalidConfigurationPropertyValueException(
                            "video.access." + setting,
                            null,
                            "needs sign-in: set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI or _JWK_SET_URI or"
                                    + " _PUBLIC_KEY_LOCATION too");
                });
    }
}
