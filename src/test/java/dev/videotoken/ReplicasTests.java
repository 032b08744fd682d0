package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videotoken.sandbox.SandboxServer;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.StringUtils;

/** Many callers at once, of one instance and of three, on one Twilio where the room is absent. */
class ReplicasTests {

    private static final int CALLERS = 1000;

    /** Tomcat has 200 threads on 17. */
    private static final int SOME = 150;

    private static final String[] FOR_ALL_AT_ONCE = {
        "--server.tomcat.threads.max=" + CALLERS, "--server.tomcat.max-connections=" + 2 * CALLERS
    };

    private final TwilioProperties twilio = TwilioStub.properties("http://localhost");
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final HttpClient callers =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SandboxServer server;

    @BeforeEach
    void startTwilio() throws IOException {
        server = new SandboxServer(twilio);
    }

    @AfterEach
    void stop() {
        instances.forEach(ConfigurableApplicationContext::close);
        server.close();
    }

    @Test
    void thousandCallersOfOneInstanceCostOneLookUpAndOneRoom() {
        int[] ports = {start(FOR_ALL_AT_ONCE)};
        server.holdFirstLookUps(1, () -> await(CALLERS));
        assertThat(sids(ports)).hasSize(1);
        assertThat(server.calls()).containsExactly("GET", "POST");
    }

    /** As it comes: it takes some of them at once, and the others when these have gone. */
    @Test
    void thousandCallersOfOneInstanceThatTakesFewerCostOneLookUpAndOneRoom() {
        int[] ports = {start()};
        server.holdFirstLookUps(1, () -> await(SOME));
        assertThat(sids(ports)).hasSize(1);
        assertThat(server.calls()).containsExactly("GET", "POST");
    }

    @Test
    void thousandCallersOfThreeInstancesCostOneRoom() {
        int[] ports = {start(FOR_ALL_AT_ONCE), start(FOR_ALL_AT_ONCE), start(FOR_ALL_AT_ONCE)};
        server.holdFirstLookUps(3, () -> await(CALLERS));
        assertThat(sids(ports)).hasSize(1);
        assertThat(server.calls().stream().filter("POST"::equals)).hasSize(3);
        assertThat(server.calls().stream().filter("GET"::equals)).hasSize(5);
        assertThat(recovered()).isEqualTo(2);
    }

    /** The SIDs that the callers get, who ask the instances in turn and do not wait for each other. */
    private Set<String> sids(int... ports) {
        return IntStream.range(0, CALLERS).mapToObj(i -> ask(ports[i % ports.length], "caller-" + i)).toList().stream()
                .map(answer -> json(answer.join()).get("roomSid").stringValue())
                .collect(Collectors.toSet());
    }

    private CompletableFuture<HttpResponse<String>> ask(int port, String identity) {
        URI uri = URI.create("http://localhost:" + port + "/video-token?identity=" + identity);
        return callers.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** Waits until so many callers wait. */
    private void await(int callers) {
        Awaitility.await().atMost(50, TimeUnit.SECONDS).until(() -> waiting() >= callers);
    }

    private int waiting() {
        return instances.stream()
                .map(instance -> instance.getBean(MeterRegistry.class))
                .flatMap(meters -> meters.find("http.server.requests.active").longTaskTimers().stream())
                .mapToInt(LongTaskTimer::activeTasks)
                .sum();
    }

    private double recovered() {
        return instances.stream()
                .map(instance -> instance.getBean(MeterRegistry.class))
                .mapToDouble(meters -> meters.find("video.rooms").tag("outcome", "race_recovered").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .sum();
    }

    /** The port. */
    private int start(String... settings) {
        String[] all = StringUtils.concatenateStringArrays(settings, new String[] {
            "--server.port=0",
            "--twilio.base-url=" + server.baseUrl(),
            "--twilio.account-sid=" + twilio.accountSid(),
            "--twilio.api-key=" + twilio.apiKey(),
            "--twilio.api-secret=" + twilio.apiSecret().reveal(),
            "--twilio.read-timeout=1m",
            "--video.room.deadline=1m",
            "--video.room.recheck-after=1m"
        });
        ConfigurableApplicationContext instance = SpringApplication.run(VideoTokenApplication.class, all);
        instances.add(instance);
        return ((WebServerApplicationContext) instance).getWebServer().getPort();
    }
}
