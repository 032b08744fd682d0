package dev.videotoken;

import static dev.videotoken.HttpCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ActiveProfiles;

/** Where the contract is off, there is nothing of it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "VIDEO_DOCS_ENABLED=false")
@ActiveProfiles("sandbox")
class NoContractTests {

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext context;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/api-docs",
                "/v3/api-docs.yaml",
                "/v3/api-docs/swagger-config",
                "/swagger-ui.html",
                "/openapi.yaml"
            })
    void isNotThere(String path) {
        HttpResponse<String> answer = new HttpCaller(port).get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:video-token:not-found");
    }

    /** But for two that know the port, and that springdoc always brings. */
    @Test
    void noBeanOfSpringdocIsThere() {
        assertThat(context.getBeanDefinitionNames())
                .isNotEmpty()
                .filteredOn(name -> String.valueOf(context.getType(name)).contains("springdoc"))
                .allMatch(name -> name.matches(".*SpringDocWebServerConfiguration.*|webServerPortProvider"));
    }
}
