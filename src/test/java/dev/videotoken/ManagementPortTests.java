package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/** Operators' paths on a port of their own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"MANAGEMENT_SERVER_PORT=0", "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS=always"})
@ActiveProfiles("sandbox")
@ExtendWith(LogWatch.class)
class ManagementPortTests {

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    private HttpCaller caller;
    private HttpCaller operator;

    @BeforeEach
    void call() {
        caller = new HttpCaller(port);
        operator = new HttpCaller(managementPort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/info", "/actuator/prometheus"})
    void operatorsPathsAreThereAlone(String path) {
        assertThat(operator.get(path).statusCode()).isEqualTo(200);
        assertThat(caller.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void callersPathIsNotThere() {
        assertThat(operator.get("/video-token?identity=a").statusCode()).isEqualTo(404);
        assertThat(caller.get("/video-token?identity=a").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void probesAreWhereCallersAre(String path) {
        assertThat(json(caller.get(path)).get("status").stringValue()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez?path=twilio", "/livez?path=", "/readyz?path=twilio", "/livez?path=a&path=b"})
    void probesShowNothingElse(String path) {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("details", "components");
    }

    @Test
    void healthShowsDetails() {
        caller.get("/video-token?identity=a");
        assertThat(json(operator.get("/actuator/health"))
                        .at("/components/twilio/details/lastCall")
                        .stringValue())
                .startsWith("20");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /actuator/health,               200",
        "GET /actuator/health/nope,          404",
        "GET /actuator/health/liveness/x,    404",
        "GET /actuator/health/a/b/c,         404",
        "GET /nope,                          404",
        "GET /actuator/health/x/%0a,         400",
        "GET /actuator/%zz,                  400",
        "GET /actuator/info;%zz,             400",
        "GET /a b,                           400",
        "POST /actuator/health,              405"
    })
    void answersAreAsTheyAreForCallers(String request, int status) {
        String answer =
                operator.send(request + " HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("X-Request-Id: ", "X-Content-Type-Options: nosniff\r\n", "X-Frame-Options: DENY\r\n");
        if (status >= 400) {
            assertThat(answer).contains("Content-Type: application/problem+json", "urn:video-token:");
        }
    }

    @Test
    void componentThatIsNoneIsNotThere() {
        HttpResponse<String> answer = operator.get("/actuator/health/nope");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("detail").stringValue()).isEqualTo("There is nothing at this path.");
    }

    @Test
    void tellsWhatTheServiceIsMadeOf() {
        HttpResponse<String> answer = operator.get("/actuator/sbom/application");
        assertThat(answer.statusCode()).as("Maven makes none with -o").isEqualTo(200);
        JsonNode bom = json(answer);
        List<String> parts = bom.get("components").findValuesAsString("purl");
        assertThat(bom.at("/metadata/component/name").stringValue()).isEqualTo("video-token-service");
        assertThat(parts)
                .anyMatch(part -> part.startsWith("pkg:maven/com.twilio.sdk/twilio@"))
                .noneMatch(part -> part.contains("assertj"));
    }

    @Test
    void callersAreNotTold() {
        assertThat(caller.get("/actuator/sbom/application").statusCode()).isEqualTo(404);
    }
}
