package dev.videotoken.twilio;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.test.context.DynamicPropertyRegistry;
import tools.jackson.databind.json.JsonMapper;

/** The real SDK on the real transport, for tests that play Twilio on the wire. */
public final class TwilioStub {

    private static final InstantSource CLOCK = InstantSource.system();

    private TwilioStub() {}

    /** Settings with credentials made up at each run, and more time than a slow machine needs. */
    public static TwilioProperties properties(String baseUrl) {
        return properties(baseUrl, Duration.ofSeconds(20));
    }

    public static TwilioProperties properties(String baseUrl, Duration timeout) {
        return properties(baseUrl, timeout, timeout);
    }

    public static TwilioProperties properties(String baseUrl, Duration connectTimeout, Duration readTimeout) {
        return properties(
                baseUrl, connectTimeout, readTimeout, 20, new TwilioProperties.Breaker(100, 50, Duration.ofSeconds(5)));
    }

    /** One call at once. */
    public static TwilioProperties propertiesOfOnePlace(String baseUrl, Duration timeout) {
        return properties(baseUrl, timeout, timeout, 1, new TwilioProperties.Breaker(100, 50, Duration.ofSeconds(5)));
    }

    static TwilioProperties properties(
            String baseUrl,
            Duration connectTimeout,
            Duration readTimeout,
            int maxConcurrentCalls,
            TwilioProperties.Breaker breaker) {
        return new TwilioProperties(
                "AC" + hex(),
                "SK" + hex(),
                Objects.requireNonNull(Secret.of(hex())),
                null,
                BaseUrl.of(baseUrl),
                connectTimeout,
                readTimeout,
                maxConcurrentCalls,
                breaker);
    }

    /** Points the service at this Twilio, with credentials made up at each run. */
    public static void register(DynamicPropertyRegistry settings, String baseUrl) {
        register(settings, baseUrl, properties(baseUrl));
    }

    /** Points the service at this Twilio, with the credentials of this account. */
    public static void register(DynamicPropertyRegistry settings, String baseUrl, TwilioProperties account) {
        settings.add("TWILIO_BASE_URL", () -> baseUrl);
        settings.add("TWILIO_ACCOUNT_SID", account::accountSid);
        settings.add("TWILIO_API_KEY", account::apiKey);
        settings.add("TWILIO_API_SECRET", () -> account.apiSecret().reveal());
    }

    /** Address of a port at which nobody listens any more. */
    public static String nobody() {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + closed.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TwilioDeadline deadline() {
        return deadline(CLOCK);
    }

    public static TwilioDeadline deadline(InstantSource clock) {
        return new TwilioDeadline(clock);
    }

    /** What is left for calls that this thread makes. */
    public static Duration left(TwilioDeadline deadline) {
        return deadline.left(Duration.ofDays(1));
    }

    /** As the service has it: guarded, and with tries repeated. */
    public static TwilioRestClient client(TwilioProperties twilio) {
        TwilioConfiguration beans = new TwilioConfiguration();
        return beans.twilioRestClient(twilio, guarded(twilio, CLOCK), deadline());
    }

    static GuardedAttempt guarded(TwilioProperties twilio, InstantSource clock) {
        return guarded(twilio, clock, new Places(twilio, deadline()));
    }

    static GuardedAttempt guarded(TwilioProperties twilio, InstantSource clock, Places places) {
        TwilioConfiguration beans = new TwilioConfiguration();
        return new GuardedAttempt(
                measured(twilio, new SimpleMeterRegistry()),
                beans.breaker(beans.breakers(twilio, clock)),
                places,
                clock,
                deadline(),
                twilio);
    }

    static MeasuredAttempt measured(TwilioProperties twilio, MeterRegistry meters) {
        return measured(new TwilioTransport(twilio, deadline()), meters);
    }

    private static MeasuredAttempt measured(TwilioTransport transport, MeterRegistry meters) {
        return new MeasuredAttempt(
                transport, new TwilioAnswer(new JsonMapper()), new TwilioHealthIndicator(CLOCK), meters);
    }

    /** Each call is one try. */
    static TwilioRestClient clientThatTriesOnce(TwilioProperties twilio) {
        return clientThatTriesOnce(twilio, SystemDefaultDnsResolver.INSTANCE);
    }

    static TwilioRestClient clientThatTriesOnce(TwilioProperties twilio, DnsResolver addresses) {
        MeasuredAttempt attempt =
                measured(new TwilioTransport(twilio, deadline(), addresses), new SimpleMeterRegistry());
        return new TwilioRestClient.Builder(twilio.apiKey(), twilio.apiSecret().reveal())
                .httpClient(new HttpClient() {
                    @Override
                    public Response reliableRequest(Request request) {
                        return makeRequest(request);
                    }

                    @Override
                    public Response makeRequest(Request request) {
                        return attempt.make(request);
                    }
                })
                .build();
    }

    /** How often the service has tried to call Twilio. */
    public static long calls(MeterRegistry meters) {
        return meters.find("twilio.calls").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** As Twilio refuses a request, with a code of its own. */
    public static ResponseDefinitionBuilder error(int status, int code) {
        return WireMock.okJson("{\"code\": %d, \"message\": \"No\", \"status\": %d}".formatted(code, status))
                .withStatus(status);
    }

    /** As Twilio signs a status callback: its address, and the fields that follow it. */
    public static String sign(String authToken, String addressAndFields) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(addressAndFields.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
