package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videotoken.sandbox.SandboxServer;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Many callers at once, of one instance and of three, on one Twilio where the room is absent. */
class ReplicasTests {

    private final TwilioProperties twilio = TwilioStub.properties("http://localhost");
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(100);
    private SandboxServer server;

    @BeforeEach
    void startTwilio() throws IOException {
        server = new SandboxServer(twilio);
    }

    @AfterEach
    void stop() {
        instances.forEach(ConfigurableApplicationContext::close);
        callers.shutdownNow();
        server.close();
    }

    @Test
    void thousandCallersOfOneInstanceCostOneLookUpAndOneRoom() {
        HttpCaller instance = start();
        assertThat(sids(1000, instance)).hasSize(1);
        assertThat(server.calls()).containsExactly("GET", "POST");
    }

    @Test
    void thousandCallersOfThreeInstancesCostOneRoom() {
        HttpCaller[] three = Stream.generate(this::start).limit(3).toArray(HttpCaller[]::new);
        server.holdFirstLookUps(3);
        assertThat(sids(1000, three)).hasSize(1);
        assertThat(server.calls().stream().filter("POST"::equals)).hasSize(3);
        assertThat(server.calls().stream().filter("GET"::equals)).hasSize(5);
        assertThat(recovered()).isEqualTo(2);
    }

    /** The SIDs that so many callers get, who ask the instances in turn. */
    private Set<String> sids(int many, HttpCaller... of) {
        List<CompletableFuture<String>> answers = IntStream.range(0, many)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> json(of[i % of.length].get("/video-token?identity=caller-" + i))
                                .get("roomSid")
                                .stringValue(),
                        callers))
                .toList();
        Set<String> sids = new HashSet<>();
        answers.forEach(answer -> sids.add(answer.join()));
        return sids;
    }

    private double recovered() {
        return instances.stream()
                .map(instance -> instance.getBean(io.micrometer.core.instrument.MeterRegistry.class))
                .mapToDouble(meters -> meters.find("video.rooms").tag("outcome", "race_recovered").counters().stream()
                        .mapToDouble(io.micrometer.core.instrument.Counter::count)
                        .sum())
                .sum();
    }

    private HttpCaller start() {
        ConfigurableApplicationContext instance = SpringApplication.run(
                VideoTokenApplication.class,
                "--server.port=0",
                "--twilio.base-url=" + server.baseUrl(),
                "--twilio.account-sid=" + twilio.accountSid(),
                "--twilio.api-key=" + twilio.apiKey(),
                "--twilio.api-secret=" + twilio.apiSecret().reveal(),
                "--twilio.read-timeout=30s",
                "--video.room.deadline=1m",
                "--video.room.recheck-after=1m");
        instances.add(instance);
        return new HttpCaller(
                ((WebServerApplicationContext) instance).getWebServer().getPort());
    }
}
