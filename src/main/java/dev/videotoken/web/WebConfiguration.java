package dev.videotoken.web;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardHost;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.CompositeHeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps within the contract what Tomcat and Boot would do by themselves. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    private static final String NOTHING_MAY_LOAD =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String HEALTH = "/actuator/health/";

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages(
            JsonMapper json, HeaderWriter headers) {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            StandardHost host = (StandardHost) context.getParent();
            host.setErrorReportValveClass("");
            host.getPipeline().addValve(new ProblemValve(json, headers));
            host.getPipeline().addValve(new ContentTypeValve());
        });
    }

    /** Keeps browsers from doing more with an answer than reading it. Who serves pages allows them what they need. */
    @Bean
    HeaderWriter headersForBrowsers() {
        return new CompositeHeaderWriter(List.of(
                new XContentTypeOptionsHeaderWriter(),
                new XXssProtectionHeaderWriter(),
                new CacheControlHeadersWriter(),
                new HstsHeaderWriter(),
                new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
                new ContentSecurityPolicyHeaderWriter(NOTHING_MAY_LOAD),
                new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER)));
    }

    /** Before all that may refuse a request: Spring Security's firewall, and the filter that knows origins. */
    @Bean
    FilterRegistrationBean<HeaderWriterFilter> headersOfEveryAnswer(HeaderWriter headers) {
        var filter = new FilterRegistrationBean<>(new HeaderWriterFilter(List.of(headers)));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return filter;
    }

    /** Not without being named: a proxy that tells by another header lets callers write this one. */
    @Bean
    @ConditionalOnProperty(name = "server.tomcat.remoteip.remote-ip-header", havingValue = "forwarded")
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> forwardedBeforeTomcatReadsIt() {
        return tomcat -> {
            List<Valve> valves = new ArrayList<>(tomcat.getEngineValves());
            valves.add(0, new ForwardedValve());
            tomcat.setEngineValves(valves);
        };
    }

    @Bean
    Drain drain(WebProperties settings) {
        return new Drain(settings.drainFor());
    }

    /** What a request has others do is logged with its id too. */
    @Bean
    TaskDecorator sameRequestId() {
        return task -> {
            Map<String, String> context = MDC.getCopyOfContextMap();
            return () -> {
                MDC.setContextMap(context == null ? Map.of() : context);
                try {
                    task.run();
                } finally {
                    MDC.clear();
                }
            };
        };
    }

    /** Boot 4.1.2 answers 500 to a health path that goes deeper than a component; no component of ours is deeper. */
    @Bean
    FilterRegistrationBean<Filter> noHealthBelowComponents() {
        var filter = new FilterRegistrationBean<Filter>((request, response, chain) -> {
            if (((HttpServletRequest) request).getServletPath().indexOf('/', HEALTH.length()) >= 0) {
                ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
            } else {
                chain.doFilter(request, response);
            }
        });
        filter.addUrlPatterns(HEALTH + "*");
        return filter;
    }
}
