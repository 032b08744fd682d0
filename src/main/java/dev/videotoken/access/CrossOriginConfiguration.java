package dev.videotoken.access;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/** Lets web pages of other origins ask, and read every answer, refusals too. */
@Configuration(proxyBeanMethods = false)
class CrossOriginConfiguration {

    private static final String FOR_OPERATORS = "/actuator";

    private static final Duration MAX_AGE = Duration.ofHours(1);

    /** Before Spring Security, so that its refusals can be read too. A method that is not there is told as such. */
    @Bean
    FilterRegistrationBean<Filter> crossOrigin(CorsProperties settings, Refusals refusals) {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOriginPatterns(settings.allowedOrigins());
        allowed.setAllowedMethods(List.of(CorsConfiguration.ALL));
        allowed.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, "X-Request-Id"));
        allowed.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, "RateLimit", "RateLimit-Policy", "X-Request-Id"));
        allowed.setMaxAge(MAX_AGE);
        CorsFilter cors =
                new CorsFilter(request -> request.getServletPath().startsWith(FOR_OPERATORS) ? null : allowed);
        cors.setCorsProcessor(new CrossOriginProcessor(refusals));
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(cors);
        filter.setEnabled(!settings.allowedOrigins().isEmpty());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 40);
        return filter;
    }

    /**
     * OPTIONS that is no preflight, or where no origin is named, is no method of ours. Spring would answer it, and tell
     * methods that are not there.
     */
    @Bean
    FilterRegistrationBean<Filter> otherOptions(Refusals refusals) {
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
            if (request instanceof HttpServletRequest http && HttpMethod.OPTIONS.matches(http.getMethod())) {
                var refusal = new HttpRequestMethodNotSupportedException(http.getMethod(), List.of("GET", "POST"));
                refusals.tell(http, (HttpServletResponse) response, refusal);
            } else {
                chain.doFilter(request, response);
            }
        });
        filter.addUrlPatterns("/video-token");
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 50);
        return filter;
    }
}
