package dev.videotoken.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class DocsSwitchTests {

    @ParameterizedTest
    @CsvSource({
        // docs, page, served
        "'',    '',    false",
        "true,  '',    true",
        "true,  false, true",
        "'',    true,  true",
        "'',    false, false",
        "false, true,  false",
        "FALSE, true,  false",
        "maybe, false, false",
        "maybe, maybe, false"
    })
    void isOnWhereItIsAskedForOrElseWhereThePageIs(String docs, String page, boolean served) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("springdoc.api-docs.enabled", "false")
                .withProperty("video.docs.enabled", docs)
                .withProperty("video.page.enabled", page);
        new DocsSwitch().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("springdoc.api-docs.enabled", Boolean.class))
                .isEqualTo(served);
    }
}
