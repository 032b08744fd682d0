package dev.videotoken.twilio;

import com.twilio.Twilio;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * The network below Twilio's SDK, in place of the SDK's own client, which ignores time-outs and repeats POST (<a
 * href="https://github.com/twilio/twilio-java/issues/913">twilio-java#913</a>). One request is one attempt, and
 * redirects are not followed.
 */
final class TwilioTransport extends HttpClient implements AutoCloseable {

    private static final String USER_AGENT = "video-token-service twilio-java/" + Twilio.VERSION;

    private static final int MOST_CONNECTIONS = 100;

    private final CloseableHttpClient connections;
    private final RestClient http;
    private final BaseUrl baseUrl;

    TwilioTransport(TwilioProperties twilio, TwilioDeadline deadline) {
        this(twilio, deadline, SystemDefaultDnsResolver.INSTANCE);
    }

    TwilioTransport(TwilioProperties twilio, TwilioDeadline deadline, DnsResolver system) {
        this.connections = connections(twilio, deadline, system);
        this.http = RestClient.builder()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(connections))
                .build();
        this.baseUrl = twilio.baseUrl();
    }

    private static CloseableHttpClient connections(
            TwilioProperties twilio, TwilioDeadline deadline, DnsResolver system) {
        var pool = PoolingHttpClientConnectionManagerBuilder.create()
                .useSystemProperties()
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setConnectionFactory(EndableConnection::new)
                .setDnsResolver(new HostAddresses(system, longestLookUp(twilio), deadline))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(twilio.connectTimeout()))
                        // Each time: a few that the other side has closed would be failures enough for the breaker.
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build();
        return HttpClients.custom()
                .useSystemProperties()
                .setConnectionManager(pool)
                .addExecInterceptorFirst("wholeAnswerTimeout", new WholeAnswerTimeout(twilio.readTimeout(), deadline))
                .setUserAgent(USER_AGENT)
                // An answer about one room is short, and what cannot be unpacked would lose its status.
                .disableContentCompression()
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .build();
    }

    private static Duration longestLookUp(TwilioProperties twilio) {
        return Collections.min(List.of(twilio.connectTimeout(), twilio.readTimeout()));
    }

    @Override
    public Response makeRequest(Request request) {
        var call = http.method(HttpMethod.valueOf(request.getMethod().name()))
                .uri(baseUrl.place(request.constructURL()))
                .header(HttpHeaders.AUTHORIZATION, request.getAuthString())
                .accept(MediaType.APPLICATION_JSON);
        if (!request.getPostParams().isEmpty()) {
            call.contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body(request.encodeFormBody().getBytes(StandardCharsets.UTF_8));
        }
        try {
            return call.exchange((asked, answer) -> response(answer));
        } catch (ResourceAccessException e) {
            throw TwilioCallException.unanswered(Objects.requireNonNullElse(e.getCause(), e));
        } catch (IllegalStateException e) {
            // HttpClient's, where the connections are closed already.
            throw TwilioCallException.unanswered(e);
        }
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }

    private static Response response(ClientHttpResponse answer) throws IOException {
        String body = new String(answer.getBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Response(body, answer.getStatusCode().value(), headers(answer));
    }

    /** Never null, since the SDK's debug log walks them unchecked. */
    private static Header[] headers(ClientHttpResponse answer) {
        return answer.getHeaders().toSingleValueMap().entrySet().stream()
                .map(header -> new BasicHeader(header.getKey(), header.getValue()))
                .toArray(Header[]::new);
    }
}
