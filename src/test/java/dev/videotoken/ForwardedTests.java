package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

/** Who calls, by proxies that tell it in the {@code Forwarded} of RFC 7239; 127.0.0.1 is the last of them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "SERVER_FORWARD_HEADERS_STRATEGY=native",
            "server.tomcat.remoteip.remote-ip-header=Forwarded",
            "server.tomcat.remoteip.internal-proxies=127\\.0\\.0\\.1|10\\..*"
        })
@ActiveProfiles("sandbox")
@ExtendWith({OutputCaptureExtension.class, LogWatch.class})
class ForwardedTests {

    private static final String PATH = "/video-token?identity=a";

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "for=203.0.113.7                                     | 203.0.113.7",
                "for=203.0.113.7;                                    | 203.0.113.7",
                "for=\"203.0.113.7:_port\"                            | 203.0.113.7",
                "for=203.0.113.7, , for=10.0.0.9                     | 203.0.113.7",
                "For=\"203.0.113.7:4711\";Proto=http;by=10.0.0.1       | 203.0.113.7",
                "by=10.0.0.1;host=\"a, for=b\" ; for=203.0.113.7       | 203.0.113.7",
                "for=\"[2001:db8::1]:4711\"                            | 2001:db8::1",
                "for=198.51.100.1, for=203.0.113.7                   | 203.0.113.7",
                "for=203.0.113.7, for=10.0.0.9,for=\"10.0.0.8:80\"     | 203.0.113.7",
                "for=198.51.100.1, proto=https, for=203.0.113.7      | 203.0.113.7",
                "for=unknown, , for=203.0.113.7;,                    | 203.0.113.7",
                "for=\"203.0.113.7;\t, for=\"10.0.0.9\"               | 127.0.0.1",
            })
    void isTheLastThatNoProxyIs(String forwarded, String address, CapturedOutput output) {
        new HttpCaller(port).get(PATH, "Forwarded", forwarded);
        assertThat(output).contains("Token issued", "caller \"address:" + address + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "for=203.0.113.7\r\nForwarded: "})
    void fieldThatCannotBeReadIsRefusedInWords(String before) {
        assertThat(new HttpCaller(port)
                        .send("GET /livez HTTP/1.1\r\nHost: a\r\nForwarded: " + before + "\u0001\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:video-token:invalid-request", "X-Request-Id: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=198.51.100.1, proto=https",
                "for=198.51.100.1, for=unknown",
                "for=198.51.100.1, for=\"203.0.113.7",
                "for=198.51.100.1, 203.0.113.7",
                "for=198.51.100.1, for=_hidden",
                "for=198.51.100.1, for=some.example",
                "for=198.51.100.256",
                "for=",
                "for",
                "203.0.113.7",
                "for=\"203.0.113.7",
                "for=\"203.0.113.7, for=\"[2001:db8::1]\"",
                "for=\"203.0.113.7, 10.0.0.1\"",
                "for=203.0.113.7 for=203.0.113.8",
                "for=2001:db8::1"
            })
    void isTheLastProxyWhereThatTellsNoAddress(String forwarded, CapturedOutput output) {
        new HttpCaller(port).get(PATH, "Forwarded", forwarded);
        assertThat(output).contains("Token issued", "caller \"address:127.0.0.1\"");
    }

    @Test
    void linesAreOneList(CapturedOutput output) {
        HttpCaller caller = new HttpCaller(port);
        caller.get(PATH, "Forwarded", "for=\"198.51.100.1", "Forwarded", "for=203.0.113.7");
        caller.get(PATH, "Forwarded", "for=203.0.113.8", "Forwarded", "for=10.0.0.9");
        caller.get(PATH, "Forwarded", "for=198.51.100.1", "Forwarded", "proto=https");
        assertThat(output.getOut().lines().filter(line -> line.contains("Token issued")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("address:203.0.113.7"),
                        line -> assertThat(line).contains("address:203.0.113.8"),
                        line -> assertThat(line).contains("address:127.0.0.1"));
    }

    @Test
    void theOtherHeadersAreTheCallersOwn() {
        assertThat(new HttpCaller(port)
                        .get(PATH, "Forwarded", "for=203.0.113.7", "X-Forwarded-Proto", "https")
                        .headers()
                        .map())
                .doesNotContainKey("Strict-Transport-Security");
    }

    @Test
    void takesAsManyFieldsAsWithout() {
        String head = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String forwarded = "Forwarded: for=203.0.113.7;proto=https\r\n";
        HttpCaller caller = new HttpCaller(port);
        assertThat(caller.send(head + forwarded + "X: y\r\n".repeat(97) + "\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(caller.send(head + forwarded + "X: y\r\n".repeat(98) + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void schemeOfWhoTellsNoAddressIsDroppedToo() {
        assertThat(new HttpCaller(port)
                        .get(PATH, "Forwarded", "for=_hidden;proto=https, for=203.0.113.7")
                        .headers()
                        .map())
                .doesNotContainKey("Strict-Transport-Security");
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=203.0.113.7;proto=https", "Proto=HTTPS;For=203.0.113.7"})
    void tellsOfTls(String forwarded) {
        assertThat(new HttpCaller(port)
                        .get(PATH, "Forwarded", forwarded)
                        .headers()
                        .map())
                .containsKey("Strict-Transport-Security");
    }

    @Nested
    @TestPropertySource(properties = "server.tomcat.remoteip.internal-proxies=10\\..*")
    class FromElsewhere {

        @LocalServerPort
        private int port;

        @Test
        void changesNothing(CapturedOutput output) {
            new HttpCaller(port).get(PATH, "Forwarded", "for=203.0.113.7");
            assertThat(output).contains("Token issued", "caller \"address:127.0.0.1\"");
        }
    }

    @Nested
    @TestPropertySource(
            properties = {
                "server.tomcat.remoteip.remote-ip-header=X-Forwarded-For",
                "server.tomcat.remoteip.internal-proxies=10\\..*"
            })
    class OfTheCustomFromElsewhere {

        @LocalServerPort
        private int port;

        @Test
        void changesNothing(CapturedOutput output) {
            new HttpCaller(port).get(PATH, "X-Forwarded-For", "203.0.113.7");
            assertThat(output).contains("Token issued", "caller \"address:127.0.0.1\"");
        }
    }

    @Nested
    @TestPropertySource(
            properties = {"SERVER_FORWARD_HEADERS_STRATEGY=none", "server.tomcat.remoteip.remote-ip-header="})
    class WhereNobodyIsBelieved {

        @LocalServerPort
        private int port;

        @Test
        void changesNothing(CapturedOutput output) {
            new HttpCaller(port).get(PATH, "Forwarded", "for=203.0.113.7", "X-Forwarded-For", "203.0.113.7");
            assertThat(output).contains("Token issued", "caller \"address:127.0.0.1\"");
        }
    }
}
