package dev.videotoken.access;

import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Who must sign in. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Requests for a token: of a known caller, and not too many. */
    @Bean
    @Order(1)
    SecurityFilterChain tokens(
            HttpSecurity http,
            ObjectProvider<JwtDecoder> decoders,
            AccessProperties access,
            SignInProperties signIn,
            @Value("${spring.security.oauth2.resourceserver.jwt.authority-prefix:SCOPE_}") String scopePrefix,
            RateLimiter limiter,
            Refusals refusals,
            InstantSource clock) {
        withoutDefaults(http);
        http.securityMatcher("/video-token");
        String any = access.anyIdentityScope() == null ? null : scopePrefix + access.anyIdentityScope();
        http.addFilterBefore(
                new CallerFilter(signIn.principalClaimName(), any, access.roomsClaim()), AuthorizationFilter.class);
        http.addFilterAfter(new RateLimitFilter(limiter, refusals), CallerFilter.class);
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder == null) {
            withoutSignIn(http);
        } else {
            askToSignIn(http, new BearerTokenDecoder(decoder, clock), refusals);
            http.authorizeHttpRequests(requests -> {
                var all = requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest();
                var unused = access.requiredScope() == null
                        ? all.authenticated()
                        : all.hasAuthority(scopePrefix + access.requiredScope());
            });
        }
        return http.build();
    }

    private static void askToSignIn(HttpSecurity http, JwtDecoder decoder, Refusals refusals) {
        http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        http.exceptionHandling(told -> told.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
        http.oauth2ResourceServer(bearer -> bearer.authenticationEntryPoint(refusals)
                .jwt(jwt -> jwt.decoder(decoder))
                .withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                    @Override
                    public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                        // By itself it throws on where there are no keys.
                        filter.setAuthenticationFailureHandler(refusals::commence);
                        return filter;
                    }
                }));
    }

    /** Everything else: health, metrics, and what is not there; on a management port too. */
    @Bean
    SecurityFilterChain others(HttpSecurity http) {
        withoutDefaults(http);
        withoutSignIn(http);
        return http.build();
    }

    /** There is nobody to know, and so nothing to look for before each request. */
    private static void withoutSignIn(HttpSecurity http) {
        http.sessionManagement(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .securityContext(AbstractHttpConfigurer::disable)
                .exceptionHandling(AbstractHttpConfigurer::disable);
    }

    /** Nothing here has a session or a form, and every answer has its header fields already: AnswersConfiguration. */
    private static void withoutDefaults(HttpSecurity http) {
        http.headers(AbstractHttpConfigurer::disable)
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable);
    }

    /** The request itself is measured; to measure each filter of a chain too costs more than the filters do. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** A method that is not allowed is told as such, and not as a request that nobody understands. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }
}
