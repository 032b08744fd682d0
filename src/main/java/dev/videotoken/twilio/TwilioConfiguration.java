package dev.videotoken.twilio;

import com.twilio.http.HttpClient;
import com.twilio.http.TwilioRestClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * The one client of Twilio's SDK, and the breaker below it; at the bottom the network or, in the sandbox, the transport
 * found there.
 */
@Configuration(proxyBeanMethods = false)
class TwilioConfiguration {

    @Bean
    @Profile("!sandbox")
    HttpClient twilioTransport(TwilioProperties twilio, TwilioDeadline deadline) {
        return new TwilioTransport(twilio, deadline);
    }

    @Bean
    TwilioRestClient twilioRestClient(TwilioProperties twilio, GuardedAttempt guarded, TwilioDeadline deadline) {
        return new TwilioRestClient.Builder(twilio.apiKey(), twilio.apiSecret().reveal())
                .accountSid(twilio.accountSid())
                .httpClient(new TwilioCalls(guarded, guarded, deadline))
                .build();
    }

    @Bean
    CircuitBreakerRegistry breakers(TwilioProperties twilio, InstantSource clock) {
        TwilioProperties.Breaker settings = twilio.breaker();
        return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .clock(clock.withZone(ZoneOffset.UTC))
                .slidingWindowSize(settings.window())
                .minimumNumberOfCalls(settings.window() / 2)
                .failureRateThreshold(settings.failureRate())
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                // A try that ends by an Error tells the breaker nothing, and it would wait for it for ever.
                .maxWaitDurationInHalfOpenState(
                        twilio.connectTimeout().plus(twilio.readTimeout()).plusSeconds(1))
                // What nobody has foreseen is at least no sign that Twilio works.
                .recordException(e -> !(e instanceof TwilioCallException failure) || failure.isTwiliosFault())
                .ignoreException(e -> e instanceof TwilioCallException failure && !failure.tellsOfTwilio())
                .writableStackTraceEnabled(false)
                .build());
    }

    @Bean
    CircuitBreaker breaker(CircuitBreakerRegistry breakers) {
        return breakers.circuitBreaker("twilio");
    }

    /**
     * Drops resilience4j's count of refused calls: most callers are refused before the breaker is asked, so it would be
     * far too low.
     */
    @Bean
    MeterFilter withoutACountThatMissesMost() {
        return MeterFilter.denyNameStartsWith("resilience4j.circuitbreaker.not.permitted");
    }

    @Bean
    MeterBinder breakerMetrics(CircuitBreakerRegistry breakers) {
        return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers);
    }
}
