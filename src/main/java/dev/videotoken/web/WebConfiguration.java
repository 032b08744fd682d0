package dev.videotoken.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Valve;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.web.header.HeaderWriter;
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
import tools.jackson.core.TokenStreamFactory;

/** What there is once for the whole service, or for the callers' port alone. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    private static final String NOTHING_MAY_LOAD =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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

    /**
     * Jackson would keep every property name that callers make up, and copy the whole table for each parser that meets
     * a new one.
     */
    @Bean
    JsonFactoryBuilderCustomizer namesAreNotKept() {
        return json -> json.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES);
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
}
