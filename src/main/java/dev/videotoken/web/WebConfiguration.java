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
import org.springframework.core.task.TaskDecorator;
import tools.jackson.databind.json.JsonMapper;

/** Keeps within the contract what Tomcat and Boot would do by themselves. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    private static final String HEALTH = "/actuator/health/";

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages(JsonMapper json) {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            StandardHost host = (StandardHost) context.getParent();
            host.setErrorReportValveClass("");
            host.getPipeline().addValve(new ProblemValve(json));
        });
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
