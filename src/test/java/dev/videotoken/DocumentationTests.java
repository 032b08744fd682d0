package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README's table is the truth, and everything else says the same in the same order. */
class DocumentationTests {

    private static final Pattern ROW =
            Pattern.compile("\\| `([A-Z0-9_]+)` \\| `([a-z0-9.-]+)` \\| (?:`([^`]+)`|none|required) \\| .+ \\|");

    private static final Pattern MAPPING = Pattern.compile("\\$\\{([A-Z0-9_]+):(?:\\$\\{[A-Z0-9_]+:}|(.*))}");

    /** A variable: its property, and its default or an empty text. */
    private record Variable(String name, String property, String defaultValue) {}

    @Test
    void tableIsWhatApplicationYamlMaps() throws IOException {
        EnumerablePropertySource<?> yaml = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("application.yaml", new ClassPathResource("application.yaml"))
                .get(0);
        Stream<Variable> mapped = Stream.of(yaml.getPropertyNames())
                .filter(property -> String.valueOf(yaml.getProperty(property)).startsWith("${"))
                .map(property -> mapped(property, String.valueOf(yaml.getProperty(property))));
        assertThat(mapped).containsExactlyElementsOf(table());
    }

    private static Variable mapped(String property, String value) {
        MatchResult mapping = match(MAPPING, value);
        return new Variable(mapping.group(1), property, mapping.group(2) == null ? "" : mapping.group(2));
    }

    @Test
    void tableHasEveryPropertyWithItsDefault() throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        for (JsonNode property : metadata()) {
            assertThat(property.path("description").asString())
                    .as("description of %s", property.get("name"))
                    .isNotBlank();
            properties.put(
                    property.get("name").stringValue(),
                    property.path("defaultValue").asString(""));
        }
        Map<String, String> documented = new LinkedHashMap<>();
        table().stream().forEach(variable -> documented.put(variable.property(), variable.defaultValue()));
        assertThat(properties).containsExactlyInAnyOrderEntriesOf(documented);
    }

    private static JsonNode metadata() throws IOException {
        try (var json = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
            return new JsonMapper().readTree(json).get("properties");
        }
    }

    @Test
    void exampleHasEveryVariableWithItsDefault() throws IOException {
        Stream<String> lines =
                Files.readAllLines(project(".env.example")).stream().filter(line -> line.matches("#?[A-Z0-9_]+=.*"));
        List<String> expected = table().stream()
                .map(variable -> (isRequired(variable) ? "" : "#") + variable.name() + "=" + variable.defaultValue())
                .toList();
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    private static boolean isRequired(Variable variable) {
        return List.of("twilio.account-sid", "twilio.api-key", "twilio.api-secret")
                .contains(variable.property());
    }

    @Test
    void tableOfFailuresHasEveryType() throws IOException {
        List<String> types = Files.readAllLines(project("src/main/java/dev/videotoken/web/ProblemType.java")).stream()
                .map(Pattern.compile("    ([A-Z0-9_]+)\\(HttpStatus\\..*")::matcher)
                .filter(Matcher::matches)
                .map(type -> type.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        List<String> documented = Files.readAllLines(project("README.md")).stream()
                .map(Pattern.compile("\\| `([a-z-]+)` \\| [45]\\d\\d \\| .+ \\|")::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(types).isNotEmpty();
    }

    @Test
    void ciRunsTheTestCommandOfTheReadme() throws IOException {
        String readme = Files.readString(project("README.md"));
        String command = match(Pattern.compile("(?s).*## Test it\\s+```sh\\n(.+?)\\n```.*"), readme)
                .group(1);
        assertThat(Files.readAllLines(project(".ci/run"))).contains(command);
    }

    /** Maven runs the tests in target, so that they do not read the .env of whoever builds. */
    private static Path project(String file) {
        return Path.of(System.getProperty("basedir", "."), file);
    }

    private static List<Variable> table() throws IOException {
        List<Variable> rows = Files.readAllLines(project("README.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Variable(row.group(1), row.group(2), row.group(3) == null ? "" : row.group(3)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        return rows;
    }

    private static MatchResult match(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.matches()).as("%s in %s", pattern, text).isTrue();
        return matcher.toMatchResult();
    }
}
