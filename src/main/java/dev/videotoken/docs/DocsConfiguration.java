package dev.videotoken.docs;

import dev.videotoken.room.StatusCallback;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Gives springdoc the contract to serve, in place of one that it would guess from the code. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("springdoc.api-docs.enabled")
class DocsConfiguration {

    @Bean
    OpenApiCustomizer contract(
            @Value("classpath:openapi.yaml") Resource file,
            @Value("${video.room.status-callback-url}") String statusCallbackUrl,
            ObjectProvider<JwtDecoder> signIn) {
        return new ServedContract(file, signIn.getIfAvailable() != null, StatusCallback.of(statusCallbackUrl));
    }
}
