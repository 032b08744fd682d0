package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.SmartLifecycle;
import org.springframework.test.context.ActiveProfiles;

/** The service between the order to stop and the end of listening. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "video.limits.tokens-per-minute=1")
@ActiveProfiles("sandbox")
class DrainTests {

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("drain")
    private SmartLifecycle drain;

    @AfterEach
    void goOn() {
        drain.start();
    }

    /** Those who are refused as well, or they would come again by a connection that is about to be closed. */
    @Test
    void everyCallerIsToldToLetGoOfHisConnection() {
        drain.stop();
        assertThat(ask()).startsWith("HTTP/1.1 200").contains("\r\nConnection: close\r\n");
        assertThat(ask()).startsWith("HTTP/1.1 429").contains("\r\nConnection: close\r\n");
    }

    @Test
    void longAnswerWhoseHeadIsSentBeforeItsEndTellsItToo() {
        drain.stop();
        assertThat(ask("/actuator/prometheus")).startsWith("HTTP/1.1 200").contains("\r\nConnection: close\r\n");
    }

    private String ask() {
        return ask("/video-token?identity=alice");
    }

    private String ask(String path) {
        return new HttpCaller(port).send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
}
