package dev.videotoken.access;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.util.function.SingletonSupplier;

/** What bearer tokens must be like, beyond what Spring checks, and how their keys are fetched. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SignInConfiguration.class);

    private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";

    /** Access tokens have <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.1">a type of their own</a>. */
    @Bean
    OAuth2TokenValidator<Jwt> types() {
        JwtTypeValidator types = new JwtTypeValidator(List.of("JWT", "at+jwt", "application/at+jwt"));
        types.setAllowEmpty(true);
        return types;
    }

    /**
     * With only an issuer, Spring reads the algorithms from the keys it fetches first, and would refuse those of keys
     * that come later.
     */
    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer keySets(InstantSource clock, SignInProperties signIn) {
        Supplier<KeySets> keySets = SingletonSupplier.of(() -> new KeySets(clock));
        return decoder -> {
            decoder.restOperations(keySets.get());
            if (signIn.jwkSetUri().isBlank()) {
                decoder.jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())));
            }
        };
    }

    /**
     * Refuses settings that do not fit, at start; then tokens that never expire, have odd scopes or are for another
     * audience.
     */
    @Bean
    OAuth2TokenValidator<Jwt> bearerTokens(
            AccessProperties access,
            SignInProperties signIn,
            @Value("${spring.security.oauth2.resourceserver.jwt.authorities-claim-name:scope}") String scopes,
            Environment environment) {
        refuseOpaqueTokens(environment);
        if (!signIn.isOn()) {
            refuseWhatNeedsSignIn(access, environment);
            warnThatNobodySignsIn(environment);
        } else if (signIn.hasUnusedKey()) {
            throw new InvalidConfigurationPropertyValueException(
                    "spring.security.oauth2.resourceserver.jwt.public-key-location",
                    null,
                    "must not be set beside an issuer or a JWK set, whose keys would be used in its place");
        } else if (!signIn.hasFittingAlgorithms()) {
            // Boot, which makes the decoder after this, has other words for it.
            throw new InvalidConfigurationPropertyValueException(
                    "spring.security.oauth2.resourceserver.jwt.jws-algorithms",
                    null,
                    "must be the one algorithm of the public key, such as RS256");
        }
        List<OAuth2TokenValidator<Jwt>> all = new ArrayList<>();
        // Spring takes a token that never expires.
        all.add(new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull));
        all.add(token -> scopesAreText(token, scopes));
        if (access.audience() != null) {
            all.add(new JwtAudienceValidator(access.audience()));
        }
        return new DelegatingOAuth2TokenValidator<>(all);
    }

    /** Spring fails on scopes that are not. */
    private static OAuth2TokenValidatorResult scopesAreText(Jwt token, String claim) {
        return Stream.of("scope", "scp", claim).map(token::getClaim).allMatch(SignInConfiguration::isText)
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The scopes are not text", null));
    }

    private static boolean isText(@Nullable Object scopes) {
        return scopes == null
                || scopes instanceof String
                || (scopes instanceof Collection<?> each && each.stream().allMatch(String.class::isInstance));
    }

    private static void warnThatNobodySignsIn(Environment environment) {
        if (environment.acceptsProfiles(Profiles.of("!sandbox"))) {
            log.warn("Callers are not asked to sign in: whoever reaches this service gets a token for any identity."
                    + " See 'Who may call it' in the README");
        }
    }

    private static void refuseOpaqueTokens(Environment environment) {
        String setting = "spring.security.oauth2.resourceserver.opaquetoken.introspection-uri";
        if (isSet(environment, setting)) {
            throw new InvalidConfigurationPropertyValueException(
                    setting, null, "must not be set: bearer tokens are JWTs, and nobody is asked about them");
        }
    }

    /** Whoever sets one of these believes that callers sign in. */
    private static void refuseWhatNeedsSignIn(AccessProperties access, Environment environment) {
        refuse("video.access.audience", access.audience() != null);
        refuse("video.access.required-scope", access.requiredScope() != null);
        refuse("video.access.rooms-claim", access.roomsClaim() != null);
        Stream.of(AUDIENCES, AUDIENCES + "[0]").forEach(setting -> refuse(AUDIENCES, isSet(environment, setting)));
    }

    private static boolean isSet(Environment environment, String setting) {
        return !environment.getProperty(setting, "").isBlank();
    }

    private static void refuse(String setting, boolean isSet) {
        if (isSet) {
            throw new InvalidConfigurationPropertyValueException(
                    setting,
                    null,
                    "needs sign-in: set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI or _JWK_SET_URI or"
                            + " _PUBLIC_KEY_LOCATION too");
        }
    }
}
