package dev.videotoken.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Yaml31;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.ProblemDetail;

class ProblemTypeTests {

    @Test
    void contractHasAnExampleOfEveryTypeAndOfNoOther() throws IOException {
        List<String> examples = problems("/components/responses").stream()
                .flatMap(answer -> answer.at("/content/application~1problem+json/examples").properties().stream())
                .map(example -> example.getKey() + problem(example.getValue().get("value")))
                .toList();
        List<String> types = types().map(
                        type -> slug(type) + List.of(type.getType(), type.getStatus(), String.valueOf(type.getTitle())))
                .toList();
        assertThat(examples).containsExactlyInAnyOrderElementsOf(types);
    }

    private static String problem(JsonNode value) {
        return List.of(
                        value.get("type").textValue(),
                        value.get("status").intValue(),
                        value.get("title").textValue())
                .toString();
    }

    @Test
    void contractNamesEveryTypeAndNoOther() throws IOException {
        Stream<String> named = problems("/components/schemas/Problem/properties/type/enum").stream()
                .map(JsonNode::textValue);
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        types().map(type -> String.valueOf(type.getType())).toList());
    }

    @ParameterizedTest
    @CsvSource({"404, not-found, 404", "417, invalid-request, 417", "500, internal, 500", "503, internal, 500"})
    void failureOfWhichThereIsOnlyAStatusHasAType(int failed, String slug, int status) {
        ProblemDetail problem = ProblemType.of(failed, "A detail.");
        assertThat(slug(problem)).isEqualTo(slug);
        assertThat(problem.getStatus()).isEqualTo(status);
    }

    private static Stream<ProblemDetail> types() {
        return Stream.of(ProblemType.values()).map(type -> type.with("A detail."));
    }

    private static String slug(ProblemDetail problem) {
        return Objects.requireNonNull(problem.getType()).toString().replace("urn:video-token:", "");
    }

    private static List<JsonNode> problems(String pointer) throws IOException {
        try (var yaml = new ClassPathResource("openapi.yaml").getInputStream()) {
            return Yaml31.mapper().readTree(yaml).at(pointer).valueStream().toList();
        }
    }
}
