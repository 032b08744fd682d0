package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videotoken.room.RoomType;
import io.swagger.v3.core.util.Yaml31;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

class VideoTokenResponseTests {

    @Test
    void contractHasEveryPropertyInTheirOrder() throws IOException {
        assertThat(contract().get("properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        components().map(RecordComponent::getName).toList());
    }

    @Test
    void contractTellsWhichAreAlwaysThere() throws IOException {
        List<String> always = components()
                .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .toList();
        assertThat(contract().get("required").valueStream().map(JsonNode::textValue))
                .containsExactlyElementsOf(always);
    }

    @Test
    void contractHasEveryTypeOfRoom() throws IOException {
        List<String> types =
                Stream.of(RoomType.values()).map(RoomType::toString).toList();
        assertThat(contract().at("/properties/roomType/enum").valueStream().map(JsonNode::textValue))
                .containsExactlyElementsOf(types);
    }

    private static Stream<RecordComponent> components() {
        return Stream.of(VideoTokenResponse.class.getRecordComponents());
    }

    private static JsonNode contract() throws IOException {
        try (var yaml = new ClassPathResource("openapi.yaml").getInputStream()) {
            return Yaml31.mapper().readTree(yaml).at("/components/schemas/VideoTokenResponse");
        }
    }
}
