package dev.videotoken.web;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CompositeHeaderWriter;
import tools.jackson.databind.json.JsonMapper;

/** Keeps Tomcat's and Boot's own answers within the contract, on a management port too, which has beans of its own. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class AnswersConfiguration {

    private static final String HEALTH = "/actuator/health/";

    /** Milliseconds that Tomcat waits for requests after Boot has. With less than 20 it would wait for ever. */
    private static final long PAST_THE_STOP = 100;

    /** Bytes. */
    private static final String BUFFER = "4096";

    /** The count goes outermost: it ends the answer, which the others have made by then. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> valvesOfEveryAnswer(
            JsonMapper json, List<HeaderWriter> headers) {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            StandardHost host = (StandardHost) context.getParent();
            host.setErrorReportValveClass("");
            host.getPipeline().addValve(new UnderWayValve(context));
            ((StandardContext) context).setUnloadDelay(PAST_THE_STOP);
            host.getPipeline().addValve(new ProblemValve(json, new CompositeHeaderWriter(headers)));
            host.getPipeline().addValve(new PathValve());
            host.getPipeline().addValve(new ContentTypeValve());
            host.getPipeline().addValve(new CrowdValve());
        });
    }

    /** Each connection has two, and Tomcat's own 8 kB are more than a request for a token or its answer takes. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
        return tomcat -> tomcat.addConnectorCustomizers(connector -> {
            connector.setProperty("socket.appReadBufSize", BUFFER);
            connector.setProperty("socket.appWriteBufSize", BUFFER);
        });
    }

    @Bean
    RequestIdFilter requestIds() {
        return new RequestIdFilter();
    }

    /** Before all that may refuse a request: Spring Security's firewall, and the filter that knows origins. */
    @Bean
    FilterRegistrationBean<HeaderWriterFilter> headersOfEveryAnswer(HeaderWriter headersForBrowsers) {
        var filter = new FilterRegistrationBean<>(new HeaderWriterFilter(List.of(headersForBrowsers)));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 20);
        return filter;
    }

    /** Callers who ask whether to send a body are told to once it is wanted: none is invited and then cut off. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesOnceTheyAreWanted() {
        return tomcat ->
                tomcat.addConnectorCustomizers(connector -> connector.setProperty("continueResponseTiming", "onRead"));
    }

    /**
     * Boot 4.1.2 answers 500 to a health path that goes deeper than a component, and no component of ours is deeper;
     * and it takes a parameter that is called path for the path, by which callers of a probe would see all components.
     */
    @Bean
    FilterRegistrationBean<Filter> healthByItsPathAlone() {
        var filter = new FilterRegistrationBean<Filter>((request, response, chain) -> {
            var asked = (HttpServletRequest) request;
            if (asked.getServletPath().indexOf('/', HEALTH.length()) >= 0) {
                ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
            } else {
                chain.doFilter(withoutParameters(asked), response);
            }
        });
        filter.addUrlPatterns(HEALTH + "*", "/livez", "/readyz");
        return filter;
    }

    private static HttpServletRequest withoutParameters(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public Map<String, String[]> getParameterMap() {
                return Map.of();
            }
        };
    }
}
