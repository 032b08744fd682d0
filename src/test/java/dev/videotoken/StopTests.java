package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videotoken.Load.Call;
import dev.videotoken.sandbox.SandboxServer;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the service, which runs in a process of its own. */
class StopTests {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    /** What Boot's 20 s for each phase, the drain and a slow machine may take together. */
    private static final long GRACE_SECONDS = 45;

    @TempDir
    private Path files;

    private final TwilioProperties account = TwilioStub.properties("http://localhost");

    private Path log;
    private SandboxServer twilio;
    private Process service;
    private int port;

    @BeforeEach
    void startTwilio() throws IOException {
        log = files.resolve("log");
        twilio = new SandboxServer(account);
    }

    @AfterEach
    void end() {
        service.destroyForcibly();
        twilio.close();
    }

    /** They come until readiness says no, and for a while after, as from a load balancer that has yet to notice. */
    @Test
    void allCallersOfAServiceThatStopsAreAnswered() throws Exception {
        start("15s");
        Load load = new Load(port);
        await().until(() -> load.calls().size() > 400);
        service.destroy();
        await().until(() -> readiness() == 503);
        int before = load.calls().size();
        await().until(() -> load.calls().size() > before + 100);
        load.close();
        assertThat(service.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).isEqualTo(128 + 15);
        await().until(() -> load.calls().size() == load.asked());
        assertThat(load.calls()).allMatch(Call::succeeded);
        assertThat(Files.readString(log)).contains("Graceful shutdown complete");
    }

    @Test
    void callerWhoWasLetInIsAnsweredThoughItTakesCallsToTwilioAfterTheStop() throws Exception {
        start("0s");
        twilio.holdFirstLookUps(2);
        var caller = CompletableFuture.supplyAsync(() -> new HttpCaller(port).get("/video-token?identity=alice"));
        await().until(() -> twilio.calls().contains("GET"));
        service.destroy();
        await().until(() -> !accepts());
        new HttpCaller(twilio.port()).get("/v1/Rooms?Status=in-progress&UniqueName=myroom");
        HttpResponse<String> answer = caller.get(GRACE_SECONDS, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Connection")).containsExactly("close");
        assertThat(twilio.calls()).containsExactly("GET", "GET", "POST");
        assertThat(service.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callerWhoWaitsForTooLongDoesNotKeepTheServiceFromItsEnd() throws Exception {
        start("0s", "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE=1s");
        twilio.holdFirstLookUps(2);
        var caller = new CompletableFuture<HttpResponse<String>>();
        new Thread(() -> caller.complete(new HttpCaller(port).get("/video-token?identity=alice"))).start();
        await().until(() -> twilio.calls().contains("GET"));
        service.destroy();
        // Twilio is asked with 30 s to answer.
        assertThat(service.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).isEqualTo(128 + 15);
        assertThat(caller).isNotDone();
    }

    /** Asks Twilio for every token, so that there is always a call under way. */
    private void start(String drainFor, String... others) throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                VideoTokenApplication.class.getName());
        java.environment()
                .putAll(Map.of(
                        "PORT",
                        "0",
                        "TWILIO_BASE_URL",
                        twilio.baseUrl(),
                        "TWILIO_ACCOUNT_SID",
                        account.accountSid(),
                        "TWILIO_API_KEY",
                        account.apiKey(),
                        "TWILIO_API_SECRET",
                        account.apiSecret().reveal(),
                        "TWILIO_READ_TIMEOUT",
                        "30s",
                        "VIDEO_ROOM_DEADLINE",
                        "1m",
                        "VIDEO_ROOM_RECHECK_AFTER",
                        "0s",
                        "VIDEO_DRAIN_FOR",
                        drainFor));
        for (String other : others) {
            java.environment().put(other.split("=")[0], other.split("=")[1]);
        }
        service = java.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        port = await().atMost(1, TimeUnit.MINUTES)
                .until(this::portInLog, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Integer> portInLog() throws IOException {
        Matcher started = STARTED.matcher(Files.readString(log));
        return started.find() ? Optional.of(Integer.valueOf(started.group(1))) : Optional.empty();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(GRACE_SECONDS, TimeUnit.SECONDS);
    }

    private int readiness() {
        return new HttpCaller(port).get("/actuator/health/readiness").statusCode();
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
