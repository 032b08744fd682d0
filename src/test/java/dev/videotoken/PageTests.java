package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
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

/** The page over HTTP: how it is protected, kept and compressed; what it does is for the browser tests. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("sandbox")
@ExtendWith(OutputCaptureExtension.class)
class PageTests {

    @LocalServerPort
    private int port;

    private HttpCaller caller;
    private HttpResponse<String> page;

    @BeforeEach
    void open() {
        caller = new HttpCaller(port);
        page = caller.get("/");
    }

    @Test
    void isHtmlThatIsAskedForAgain() {
        assertThat(page.statusCode()).isEqualTo(200);
        assertHas(page, "Content-Type", "text/html;charset=UTF-8");
        assertHas(page, "Cache-Control", "no-cache");
        String etag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(caller.send(request("GET /", "If-None-Match: " + etag))).startsWith("HTTP/1.1 304");
    }

    @Test
    void allowsItselfWhatTwiliosSdkNeedsAndNoMore() {
        assertHas(
                page,
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self' https://sdk.twilio.com 'unsafe-eval'; style-src 'self';"
                        + " img-src 'self'; connect-src 'self' wss://global.vss.twilio.com wss://sdkgw.us1.twilio.com;"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertHas(page, "Referrer-Policy", "no-referrer");
        assertHas(page, "Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), display-capture=()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/video-token?identity=alice", "/nope", "/actuator/health"})
    void allowsNothingOfThatToOtherAnswers(String path) {
        HttpHeaders headers = caller.get(path).headers();
        assertThat(headers.allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    @Test
    void hasNothingInlineAndNothingFromElsewhere() {
        assertThat(page.body())
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:|http")
                .doesNotContain("${");
    }

    @Test
    void isMadeOfAssetsThatAreKeptForGood() {
        assertThat(assets()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(path -> {
            HttpResponse<String> asset = caller.get("/" + path);
            assertThat(asset.statusCode()).isEqualTo(200);
            assertHas(asset, "Cache-Control", "max-age=31536000, public, immutable");
        });
    }

    @ParameterizedTest
    @CsvSource({"page.js, text/javascript", "page.css, text/css", "icon.svg, image/svg+xml"})
    void sendsAssetsAsWhatTheyAre(String name, String type) {
        assertHas(caller.get("/" + folder() + name), "Content-Type", type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.html",
                "/page.js",
                "/page/",
                "/page/page.js",
                "/page/index.html",
                "/page/assets/page.js",
                "/page/00000000000000000000000000000000/page.js",
                "/application.yaml",
                "/FOLDER",
                "/FOLDERnope.js",
                "/FOLDERindex.html",
                "/FOLDER../index.html",
                "/FOLDER../../application.yaml",
                "/FOLDER%2e%2e/index.html",
                "/FOLDER..%2findex.html",
                "/FOLDER..;/index.html",
                "/FOLDERWEB-INF/web.xml",
                "/FOLDERfile:/etc/passwd",
            })
    void nothingElseIsReachableAndNobodyIsWarned(String path, CapturedOutput log) {
        String answer = caller.send(request("GET " + path.replace("FOLDER", folder()), "Accept: */*"));
        assertThat(answer).containsPattern("^HTTP/1.1 40[04]").contains("application/problem+json");
        assertThat(log).doesNotContain("ResourceHandlerUtils");
    }

    @Test
    void answersHeadLikeGet() {
        String answer = caller.send(request("HEAD /", "Accept: text/html"));
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Security-Policy: default-src 'none'; script-src")
                .endsWith("\r\n\r\n");
    }

    @Test
    void takesNoPost() {
        assertThat(caller.send(request("POST /", "Content-Length: 0")))
                .startsWith("HTTP/1.1 405")
                .contains("urn:video-token:method-not-allowed");
    }

    @Test
    void isCompressedWithAllItsText() {
        List<String> texts = List.of("/", "/" + folder() + "page.css", "/" + folder() + "call.js");
        assertThat(texts)
                .allSatisfy(path -> assertThat(caller.send(request("GET " + path, "Accept-Encoding: gzip")))
                        .contains("Content-Encoding: gzip", "vary: accept-encoding"));
    }

    @Test
    void answerWithATokenIsNotCompressed() {
        String path = "/video-token?identity=" + "%C3%A9".repeat(64);
        assertThat(caller.send(request("GET " + path, "Accept-Encoding: gzip")))
                .startsWith("HTTP/1.1 200")
                .contains("Cache-Control: no-store")
                .doesNotContainIgnoringCase("Content-Encoding");
    }

    private List<String> assets() {
        return Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    /** The path of the assets, which has a digest of them. */
    private String folder() {
        MatchResult folder = Pattern.compile("page/[0-9a-f]{32}/")
                .matcher(page.body())
                .results()
                .findFirst()
                .orElseThrow();
        return folder.group();
    }

    private static String request(String line, String header) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n";
    }

    private static void assertHas(HttpResponse<String> answer, String header, String value) {
        assertThat(answer.headers().allValues(header)).containsExactly(value);
    }
}
