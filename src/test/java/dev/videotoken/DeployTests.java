package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** What deploy/ and the runbook name is there in the running service. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "MANAGEMENT_SERVER_PORT=0")
@ActiveProfiles("sandbox")
class DeployTests {

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Test
    void exposesWhatEveryRuleSelects() throws IOException {
        new HttpCaller(port).get("/video-token?identity=alice");
        List<String> exposed = new HttpCaller(managementPort)
                .get("/actuator/prometheus")
                .body()
                .lines()
                .toList();
        String selector = "\\b([a-z0-9]+_[a-z0-9_]+(?:\\{[^}]+}|(?=[\\[)])))";
        assertThat(all(selector, read("deploy/prometheus-rules.yaml")))
                .hasSizeGreaterThan(8)
                .allSatisfy(named -> assertThat(exposed).anyMatch(series -> selects(named, series)));
    }

    private static boolean selects(String selector, String series) {
        return series.split("[{ ]")[0].equals(selector.replaceAll("\\{.*", ""))
                && all("([a-z]+)[=!~]+\"", selector).stream().allMatch(label -> series.contains(label + "=\""))
                && all("([a-z]+=\"[^\"]+\")", selector).stream().allMatch(series::contains);
    }

    @Test
    void exposesWhatEveryPatternNames() throws IOException {
        String exposed =
                new HttpCaller(managementPort).get("/actuator/prometheus").body();
        assertThat(Pattern.compile("([a-z]+)=~\"([^\"]+)\"")
                        .matcher(read("deploy/prometheus-rules.yaml"))
                        .results()
                        .flatMap(named -> Stream.of(named.group(2).split("\\|"))
                                .map(value -> named.group(1) + "=\"" + value + '"')))
                .hasSizeGreaterThan(7)
                .allMatch(exposed::contains);
    }

    @Test
    void explainsEveryAlert() throws IOException {
        String rules = read("deploy/prometheus-rules.yaml");
        Set<String> alerts = all("alert: (\\w+)", rules);
        assertThat(all("(?m)^### (\\w+)$", read("docs/runbook.md"))).isEqualTo(alerts);
        assertThat(all("runbook: docs/runbook.md#(\\w+)", rules))
                .isEqualTo(alerts.stream().map(String::toLowerCase).collect(Collectors.toSet()));
        assertThat(all("alertname: (\\w+)", read("deploy/prometheus-rules-test.yaml")))
                .isEqualTo(alerts);
    }

    @ParameterizedTest
    @CsvSource({"startup, /livez, http", "liveness, /actuator/health/liveness, management", "readiness, /readyz, http"})
    void answersEveryProbeOnItsPort(String probe, String path, String name) throws IOException {
        String manifest = read("deploy/kubernetes.yaml");
        assertThat(Pattern.compile("httpGet:").matcher(manifest).results()).hasSize(3);
        assertThat(manifest)
                .containsPattern("%sProbe:\\s+httpGet: \\{path: %s, port: %s}".formatted(probe, path, name));
        int asked = name.equals("management") ? managementPort : port;
        assertThat(new HttpCaller(asked).get(path).statusCode()).isEqualTo(200);
    }

    /** There is no other count of replicas: an apply would set it back to what the autoscaler has changed. */
    @Test
    void runsThreeReplicasAtLeast() throws IOException {
        assertThat(read("deploy/kubernetes.yaml")).contains("minReplicas: 3\n").doesNotContainPattern(" replicas:");
    }

    @Test
    void sandboxNeedsNoFileOfTheAccount() throws IOException {
        assertThat(read("deploy/compose.yaml"))
                .containsPattern("env_file:\\s+- path: \\.env\\s+required: false\\n")
                .doesNotContainPattern("env_file: *[^ \\n]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/compose.yaml", "deploy/kubernetes.yaml", "docs/runbook.md", "deploy/drill/alerts"})
    void readsEveryVariable(String file) throws IOException {
        String variables = "\\b((?:TWILIO|VIDEO)_[A-Z_]+)\\b";
        assertThat(all(variables, read("README.md"))).containsAll(all(variables, read(file)));
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(System.getProperty("basedir", "."), file));
    }

    private static Set<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }
}
