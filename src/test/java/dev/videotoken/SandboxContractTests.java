package dev.videotoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract as a newcomer sees it: nobody signs in, and Twilio tells nothing. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("sandbox")
class SandboxContractTests {

    private static final String PATH = "/video-token";

    @LocalServerPort
    private int port;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    private HttpCaller caller;
    private Contract contract;

    @BeforeEach
    void readIt() {
        caller = new HttpCaller(port);
        contract = new Contract(caller.get("/v3/api-docs").body());
    }

    @Test
    void isValidOpenApi() {
        assertThat(contract.at("/openapi").stringValue()).startsWith("3.1.");
        assertThat(contract.faults()).isEmpty();
    }

    @Test
    void identityIsRequiredAndNobodySignsIn() {
        assertThat(contract.at("/components/parameters/identity/required").asBoolean(false))
                .isTrue();
        assertThat(contract.at("/components/schemas/VideoTokenRequest/required/0")
                        .asString())
                .isEqualTo("identity");
        assertThat(contract.at("/security").toString()).isEqualTo("[]");
        assertThat(contract.toString())
                .doesNotContainIgnoringCase(
                        "401", "bearer", "unauthenticated", "identity-mismatch", "signed in", "sign-in");
    }

    @Test
    void hasNoTagWithoutOperations() {
        assertThat(contract.at("/tags").findValuesAsString("name")).containsExactly("tokens");
    }

    @Test
    void hasEveryOperationOfTheControllersAndNoOther() {
        Stream<String> operations = requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
                .filter(handler -> handler.getValue().getBeanType().getName().startsWith("dev.videotoken."))
                // The page is for people.
                .filter(handler -> !handler.getKey().getPatternValues().contains("/"))
                .flatMap(handler -> handler.getKey().getPatternValues().stream()
                        .flatMap(path -> handler.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> method + " " + path)));
        Stream<String> documented = contract.at("/paths").properties().stream()
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        assertThat(documented).hasSameElementsAs(operations.toList()).isNotEmpty();
    }

    @Test
    void answersAreAsDocumented() {
        assertThat(contract.faults("get", PATH, answered(200, caller.get(PATH + "?identity=alice"))))
                .isEmpty();
        assertThat(contract.faults("post", PATH, answered(200, caller.post(PATH, "identity=alice"))))
                .isEmpty();
        assertThat(contract.faults("post", PATH, answered(200, json("{\"identity\":\"alice\"}"))))
                .isEmpty();
        assertThat(contract.faults("get", PATH, answered(400, caller.get(PATH))))
                .isEmpty();
        assertThat(contract.faults("post", PATH, answered(400, caller.post(PATH, ""))))
                .isEmpty();
        assertThat(contract.faults("post", PATH, answered(400, json("{}")))).isEmpty();
        assertThat(contract.faults("get", PATH, answered(405, caller.send("TRACE", PATH, "text/plain", ""))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Zo\u00eb", "a b", "\ud83d\ude00"})
    void identityThatIsAsDocumentedIsTaken(String identity) {
        assertThat(contract.parameterFaults("Identity", identity)).isEmpty();
        answered(200, json("{\"identity\":\"" + identity + "\"}"));
    }

    static Stream<String> bodiesThatAreTaken() {
        return Stream.of(
                "{\"identity\":\" \\t\\u0085\\u3000alice\\n\"}",
                "{\"identity\":\"" + " ".repeat(500) + "alice\"}",
                "{\"identity\":\"" + "e\u0323\u0302".repeat(64) + "\"}",
                "{\"identity\":\"alice\",\"room\":\" myroom\\t\"}",
                "{\"identity\":\"alice\",\"room\":null}",
                "{\"identity\":\"alice\"}" + " ".repeat(8192 - 20));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreTaken")
    void bodyThatIsTakenIsAsDocumented(String body) {
        answered(200, json(body));
        assertThat(contract.requestFaults(body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"identity\":null}", "{\"identity\":5}", "{\"identity\":\"a\",\"room\":5}"})
    void bodyThatIsNotAsDocumentedIsRefused(String body) {
        assertThat(contract.requestFaults(body)).isNotEmpty();
        answered(400, json(body));
    }

    @Test
    void bodyNeedNotBeThereWhereTheQueryHasItAll() {
        assertThat(contract.at("/components/requestBodies/VideoTokenRequest/required")
                        .asBoolean(false))
                .isFalse();
        answered(200, caller.post(PATH + "?identity=alice", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\u0000b", "a\\u0085b"})
    void identityThatIsNotAsDocumentedIsRefused(String identity) {
        JsonNode body = new JsonMapper().readTree("{\"identity\":\"" + identity + "\"}");
        assertThat(contract.parameterFaults("Identity", body.get("identity").stringValue()))
                .isNotEmpty();
        answered(400, json(body.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "\u00eb"})
    void roomThatIsNotAsDocumentedIsRefused(String room) {
        assertThat(contract.parameterFaults("RoomName", room)).isNotEmpty();
        answered(400, json("{\"identity\":\"alice\",\"room\":\"" + room + "\"}"));
    }

    /** What a schema cannot tell is how long an identity is in NFC. */
    @Test
    void longestNamesAreAsDocumented() {
        assertThat(contract.parameterFaults("Identity", "a".repeat(128))).isEmpty();
        answered(200, json("{\"identity\":\"" + "a".repeat(128) + "\"}"));
        assertThat(contract.parameterFaults("Identity", "a".repeat(513))).isNotEmpty();
        answered(400, json("{\"identity\":\"" + "a".repeat(129) + "\"}"));
        assertThat(contract.parameterFaults("RoomName", "a".repeat(128))).isEmpty();
        answered(403, json("{\"identity\":\"alice\",\"room\":\"" + "a".repeat(128) + "\"}"));
        assertThat(contract.parameterFaults("RoomName", "a".repeat(129))).isNotEmpty();
        answered(400, json("{\"identity\":\"alice\",\"room\":\"" + "a".repeat(129) + "\"}"));
    }

    @Test
    void isOneForAllLanguagesAndNamesNoHost() {
        String document = caller.get("/v3/api-docs", "Accept-Language", "tlh").body();
        assertThat(document).isEqualTo(caller.get("/v3/api-docs").body());
        assertThat(contract.at("/servers/0/url").stringValue()).isEqualTo("/");
        assertThat(document).doesNotContain("localhost");
    }

    @Test
    void keepsTheHeadersOfEveryOtherAnswer() {
        HttpResponse<String> answer = caller.get("/v3/api-docs");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none';");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void isThereAsYamlAndNothingElseOfSpringdoc() {
        assertThat(caller.get("/v3/api-docs.yaml").body()).startsWith("openapi: 3.1.0");
        assertThat(caller.get("/v3/api-docs/swagger-config").statusCode()).isEqualTo(404);
        assertThat(caller.get("/swagger-ui.html").statusCode()).isEqualTo(404);
        assertThat(caller.get("/swagger-ui/index.html").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/xml", "text/xml", "application/cbor"})
    void nothingIsAnsweredInOtherFormats(String type) {
        answered(406, caller.get(PATH + "?identity=alice", "Accept", type));
        answered(406, caller.get("/livez", "Accept", type));
        answered(415, caller.send("POST", PATH, type, "identity: alice"));
    }

    private HttpResponse<String> json(String body) {
        return caller.send("POST", PATH, "application/json", body);
    }

    private static HttpResponse<String> answered(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(status);
        return answer;
    }
}
