package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** Nearly as many callers as the service has connections for, and more. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.tomcat.max-connections=10", "server.tomcat.connection-timeout=6s"})
@ActiveProfiles("sandbox")
class CrowdTests {

    private static final String REQUEST = "GET /video-token?identity=alice HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Deque<Socket> crowd = new ArrayDeque<>();

    @LocalServerPort
    private int port;

    @AfterEach
    void leave() throws IOException {
        while (!crowd.isEmpty()) {
            crowd.pop().close();
        }
    }

    @Test
    void connectionIsKeptWhereThereAreOthers() throws IOException {
        crowdOf(5);
        // The crowd of another test may still be leaving; this one stays.
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(new HttpCaller(port).send(REQUEST))
                        .startsWith("HTTP/1.1 200 ")
                        .doesNotContain("Connection: close"));
    }

    @Test
    void connectionIsClosedWhereHardlyAnyOtherIsLeft() throws IOException {
        // And the caller himself. The next one, whom Tomcat waits for, may not be counted by then.
        crowdOf(7);
        assertThat(new HttpCaller(port).send(REQUEST))
                .startsWith("HTTP/1.1 200 ")
                .contains("Connection: close\r\n");
    }

    @Test
    void callerForWhomThereIsNoneIsAnsweredOnceTheSilentAreCutOff() throws IOException {
        crowdOf(10);
        assertThat(new HttpCaller(port).send(REQUEST)).startsWith("HTTP/1.1 200 ");
    }

    /** Callers who say no more than the beginning of a request; they are let in one after the other. */
    private void crowdOf(int callers) throws IOException {
        for (int i = 0; i < callers; i++) {
            Socket caller = new Socket(InetAddress.getLoopbackAddress(), port);
            crowd.push(caller);
            caller.getOutputStream().write('G');
        }
    }
}
