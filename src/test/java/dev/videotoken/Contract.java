package dev.videotoken;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The contract that a service serves, held against its answers by a validator that knows nothing of Spring. */
final class Contract {

    private static final String JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final JsonNode document;

    Contract(String document) {
        this.document = new JsonMapper().readTree(document);
    }

    JsonNode at(String pointer) {
        return document.at(pointer);
    }

    @Override
    public String toString() {
        return document.toString();
    }

    /** What is wrong with the document itself, by OpenAPI's and JSON Schema's own schemas, and what is not there. */
    List<String> faults() {
        Stream<String> openApi = texts(schemas.getSchema(openApi()).validate(document));
        Stream<String> jsonSchema = document.findValues("schema").stream()
                .flatMap(schema ->
                        texts(schemas.getSchema(SchemaLocation.of(JSON_SCHEMA)).validate(schema)));
        Stream<String> components = document.at("/components/schemas").values().stream()
                .flatMap(schema ->
                        texts(schemas.getSchema(SchemaLocation.of(JSON_SCHEMA)).validate(schema)));
        Stream<String> missing = document.findValuesAsString("$ref").stream()
                .filter(reference -> document.at(reference.substring(1)).isMissingNode())
                .map(reference -> reference + " is not there");
        return Stream.of(openApi, jsonSchema, components, missing)
                .flatMap(faults -> faults)
                .toList();
    }

    private static String openApi() {
        try {
            return new ClassPathResource("openapi-3.1.schema.json").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with an answer of an operation. */
    List<String> faults(String method, String path, HttpResponse<String> answer) {
        JsonNode documented = documented(method, path, String.valueOf(answer.statusCode()));
        if (documented.isMissingNode()) {
            return List.of(answer.statusCode() + " is not documented");
        }
        return Stream.of(
                        headerFaults(documented, answer),
                        bodyFaults(documented, answer),
                        typeFaults(documented, answer))
                .flatMap(faults -> faults)
                .toList();
    }

    /** What is wrong with the text that a parameter of this kind has. */
    List<String> parameterFaults(String kind, String text) {
        JsonNode schema = document.at("/components/schemas").path(kind);
        return texts(schemas.getSchema(schema).validate(StringNode.valueOf(text)))
                .toList();
    }

    /** What is wrong with the body of a request for a token. */
    List<String> requestFaults(String json) {
        ObjectNode schema = document.at("/components/schemas/VideoTokenRequest")
                .deepCopy()
                .asObject()
                .set("components", document.get("components"));
        return texts(schemas.getSchema(schema).validate(new JsonMapper().readTree(json)))
                .toList();
    }

    /** No operation has the answers to other paths and other methods. */
    private JsonNode documented(String method, String path, String status) {
        return switch (status) {
            case "404" -> document.at("/components/responses/NotFound");
            case "405" -> document.at("/components/responses/MethodNotAllowed");
            default ->
                resolve(document.path("paths")
                        .path(path)
                        .path(method)
                        .path("responses")
                        .path(status));
        };
    }

    private Stream<String> headerFaults(JsonNode documented, HttpResponse<String> answer) {
        return documented.path("headers").properties().stream().flatMap(header -> {
            JsonNode rule = resolve(header.getValue());
            String value = answer.headers().firstValue(header.getKey()).orElse(null);
            if (value == null) {
                return rule.path("required").asBoolean(false)
                        ? Stream.of(header.getKey() + " is missing")
                        : Stream.of();
            }
            boolean number = rule.at("/schema/type").asString("").equals("integer");
            String json = number ? value : new JsonMapper().writeValueAsString(value);
            return texts(schemas.getSchema(rule.get("schema")).validate(new JsonMapper().readTree(json)));
        });
    }

    /** A property that is not documented is wrong here, though callers have to bear with it. */
    private Stream<String> bodyFaults(JsonNode documented, HttpResponse<String> answer) {
        if (!documented.has("content")) {
            return answer.body().isEmpty() ? Stream.of() : Stream.of("There is a body");
        }
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        JsonNode content = documented.path("content").path(type);
        if (content.isMissingNode()) {
            return Stream.of(type + " is not documented");
        }
        ObjectNode schema = (ObjectNode) content.get("schema").deepCopy();
        schema.put("unevaluatedProperties", false).set("components", document.get("components"));
        return texts(schemas.getSchema(schema).validate(HttpCaller.json(answer)));
    }

    /** A problem's type must be among the examples of its status, with the same title. */
    private Stream<String> typeFaults(JsonNode documented, HttpResponse<String> answer) {
        JsonNode examples = documented.at("/content/application~1problem+json/examples");
        if (examples.isMissingNode()) {
            return Stream.of();
        }
        JsonNode problem = HttpCaller.json(answer);
        boolean known = examples.values().stream()
                .map(example -> example.get("value"))
                .anyMatch(example -> Stream.of("type", "title", "status")
                        .allMatch(property -> example.path(property).equals(problem.path(property))));
        return known ? Stream.of() : Stream.of(problem.path("type") + " is not documented");
    }

    private JsonNode resolve(JsonNode part) {
        return part.has("$ref") ? document.at(part.get("$ref").stringValue().substring(1)) : part;
    }

    private static Stream<String> texts(List<Error> errors) {
        return errors.stream().map(Error::toString);
    }
}
