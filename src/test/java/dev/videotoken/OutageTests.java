package dev.videotoken;

import static dev.videotoken.twilio.TwilioStub.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videotoken.sandbox.SandboxServer;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Twilio away and silent while 200 callers a second come, with all settings as they are by default. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        // The output is captured, and a line for each caller would pass for heap that is left behind.
        properties = "logging.level.dev.videotoken.token.TokenAuditFilter=off")
@ExtendWith(OutputCaptureExtension.class)
class OutageTests {

    private static final Duration OUTAGE = Duration.ofMinutes(1);

    private static final Duration HALF_THE_DEADLINE = Duration.ofMillis(2500);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration MOST_TO_RECOVER = Duration.ofSeconds(10);

    private static final Duration RECHECK = Duration.ofSeconds(5);

    /** Rooms that were seen are used for recheck-after and stale-for. */
    private static final Duration STALE = Duration.ofSeconds(35);

    private static SandboxServer twilio;
    private static TwilioLine line;

    @DynamicPropertySource
    static void account(DynamicPropertyRegistry settings) throws IOException {
        TwilioProperties account = TwilioStub.properties("http://localhost");
        twilio = new SandboxServer(account);
        line = new TwilioLine(twilio.port());
        TwilioStub.register(settings, line.baseUrl(), account);
    }

    /** The level would outlive the context. */
    @AfterAll
    static void close() {
        LoggingSystem.get(OutageTests.class.getClassLoader())
                .setLogLevel("dev.videotoken.token.TokenAuditFilter", null);
        line.close();
        twilio.close();
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry meters;

    private Load load;

    @BeforeEach
    void comeEvenly() {
        load = new Load(port);
        await().atMost(1, TimeUnit.MINUTES).until(load::isCalm);
    }

    @AfterEach
    void end() {
        load.close();
    }

    @Test
    void minuteWithoutTwilioIsAnsweredFastAndLeavesNothingBehind(CapturedOutput output) {
        int threads = threads();
        long heap = heap();
        Outage outage = sitOut(OUTAGE, line::cut);

        // Each but the last who may have come in it, as they may have been answered after it.
        assertThat(load.outcomes(
                        outage.start(),
                        outage.start().plus(STALE).minus(RECHECK).minus(HALF_THE_DEADLINE)))
                .containsOnly("200");
        assertThat(load.outcomes(outage.start().plus(STALE), outage.end().minus(HALF_THE_DEADLINE)))
                .containsOnly("503 urn:video-token:twilio-unavailable");
        assertThat(load.outcomes(outage.back(), Instant.MAX)).containsOnly("200");
        assertThat(load.longest(outage.start())).isLessThan(HALF_THE_DEADLINE);
        assertThat(Duration.between(outage.end(), outage.back())).isLessThan(MOST_TO_RECOVER);
        assertThat(outage.calls()).isBetween(5L, 30L);
        assertThat(output.getOut().lines().filter(line -> line.contains(" WARN ")))
                .hasSizeBetween(2, 40);
        await().until(() -> gauge("video.room.flights") + gauge("twilio.calls.active") == 0);
        assertThat(threads() - threads).isLessThan(50);
        // Some 14,000 callers; other contexts of this JVM have their part in it.
        assertThat(heap() - heap).isLessThan(64 << 20);
        assertThat(line.connections()).isLessThanOrEqualTo(2);
    }

    /** The first look-up takes twilio.read-timeout to fail, and its callers wait for it; after that nobody does. */
    @Test
    void callersGetTheRoomSeenLastFromATwilioThatIsSilent() {
        Outage outage = sitOut(STALE.minus(RECHECK).minus(MOST_TO_RECOVER), line::silence);

        assertThat(load.outcomes(outage.start(), Instant.MAX)).containsOnly("200");
        assertThat(load.longest(outage.start().plus(RECHECK).plus(READ_TIMEOUT).plusSeconds(1)))
                .isLessThan(HALF_THE_DEADLINE);
        assertThat(Duration.between(outage.end(), outage.back())).isLessThan(MOST_TO_RECOVER);
        assertThat(outage.calls()).isBetween(3L, 10L);
    }

    /**
     * An outage while callers come.
     *
     * @param back when the room was seen again
     * @param calls to Twilio, in vain
     */
    private record Outage(Instant start, Instant end, Instant back, long calls) {}

    private Outage sitOut(Duration time, Runnable begin) {
        long asked = calls(meters);
        begin.run();
        Instant start = Instant.now();
        awaitTime(start.plus(time));
        long askedInVain = calls(meters) - asked;
        Instant end = Instant.now();
        double seen = seen();
        line.mend();
        await().atMost(30, TimeUnit.SECONDS).until(() -> seen() > seen);
        Instant back = Instant.now();
        awaitTime(back.plusSeconds(3));
        end();
        // Each of them: whoever is kept waiting is judged by how that ends.
        await().atMost(1, TimeUnit.MINUTES).until(() -> load.calls().size() == load.asked());
        return new Outage(start, end, back, askedInVain);
    }

    private static void awaitTime(Instant time) {
        await().atMost(2, TimeUnit.MINUTES).until(() -> Instant.now().isAfter(time));
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private double seen() {
        return meters.find("video.rooms").tag("outcome", "found").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
