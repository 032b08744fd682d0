package dev.videotoken.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class DocsSwitchTests {

    @ParameterizedTest
    @CsvSource({
        // profile, docs, page, served
        "default, '',   '',    false",
        "default, true, '',    true",
        "default, true, false, true",
        "default, '',   true,  true",
        "default, false, true, false",
        "sandbox, '',   '',    true",
        "sandbox, '',   false, false",
        "sandbox, true, false, true",
        "sandbox, false, '',   false",
        "sandbox, FALSE, true, false"
    })
    void isOnWhereItIsAskedForOrElseWhereThePageIs(String profile, String docs, String page, boolean served) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("springdoc.api-docs.enabled", "false")
                .withProperty("video.docs.enabled", docs)
                .withProperty("video.page.enabled", page);
        environment.setActiveProfiles(profile);
        new DocsSwitch().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("springdoc.api-docs.enabled", Boolean.class))
                .isEqualTo(served);
    }
}
