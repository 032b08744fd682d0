package dev.videotoken.access;

import dev.videotoken.OnceAMinute;
import dev.videotoken.access.CallerRefusedException.Reason;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Lets web pages of other origins ask, and read every answer, refusals too. */
@Configuration(proxyBeanMethods = false)
class CrossOriginConfiguration {

    private static final Logger log = LoggerFactory.getLogger(CrossOriginConfiguration.class);

    private static final String FOR_OPERATORS = "/actuator";

    private static final Pattern UNSEEN = Pattern.compile("[^!-~]");

    private static final Duration MAX_AGE = Duration.ofHours(1);

    /** Before Spring Security, so that its refusals can be read too. A method that is not there is told as such. */
    @Bean
    FilterRegistrationBean<Filter> crossOrigin(CorsProperties settings, Refusals refusals, InstantSource clock) {
        CorsFilter cors = new CorsFilter(allowed(settings));
        OnceAMinute news = new OnceAMinute(clock);
        cors.setCorsProcessor(new CrossOriginProcessor((request, response) -> {
            // Anybody can have it written. Of a preflight there is no other line.
            news.tell(() -> log.info(
                    "A web page may not ask, by its origin or how it asks (see VIDEO_CORS_ALLOWED_ORIGINS): {}",
                    origin(request)));
            refusals.tell(
                    request,
                    response,
                    new CallerRefusedException(Reason.FORBIDDEN, "Web pages of that origin may not ask in this way."));
        }));
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

    /** For what Tomcat refuses before any filter, where it has come to the origin by then. */
    @Bean
    HeaderWriter headersForOtherOrigins(CorsProperties settings) {
        CorsConfigurationSource allowed = allowed(settings);
        CrossOriginProcessor cors = new CrossOriginProcessor((request, response) -> {});
        return (request, response) -> {
            if (!settings.allowedOrigins().isEmpty()) {
                cors.processRequest(allowed.getCorsConfiguration(request), request, response);
            }
        };
    }

    private static CorsConfigurationSource allowed(CorsProperties settings) {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOriginPatterns(settings.allowedOrigins());
        allowed.setAllowedMethods(List.of(CorsConfiguration.ALL));
        allowed.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, "X-Request-Id"));
        allowed.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, "RateLimit", "RateLimit-Policy", "X-Request-Id"));
        allowed.setMaxAge(MAX_AGE);
        return request -> path(request).startsWith(FOR_OPERATORS) ? null : allowed;
    }

    /** As a log may show it. */
    private static String origin(HttpServletRequest request) {
        String origin = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ORIGIN), "");
        return StringUtils.truncate(UNSEEN.matcher(origin).replaceAll("?"));
    }

    /** As it was sent, where Tomcat has refused the request before it was decoded; and it may have come to none. */
    private static String path(HttpServletRequest request) {
        return Objects.requireNonNullElseGet(
                request.getServletPath(), () -> Objects.requireNonNullElse(request.getRequestURI(), ""));
    }
}
