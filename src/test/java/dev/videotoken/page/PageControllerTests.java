package dev.videotoken.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.mock.env.MockEnvironment;

/** What the page is told of the service. */
class PageControllerTests {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void byDefaultItIsOpenHasOneRoomAndIsNoSandbox() throws IOException {
        assertThat(page()).contains("data-sandbox=\"false\"", "data-sign-in=\"false\"", "data-rooms=\"false\"");
    }

    @Test
    void knowsTheSandbox() throws IOException {
        environment.setActiveProfiles("sandbox");
        assertThat(page()).contains("data-sandbox=\"true\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer-uri", "jwk-set-uri", "public-key-location"})
    void knowsWhereCallersMustSignIn(String property) throws IOException {
        environment.setProperty("spring.security.oauth2.resourceserver.jwt." + property, "x");
        assertThat(page()).contains("data-sign-in=\"true\"");
    }

    @Test
    void knowsWhereSeveralRoomsAreOnOffer() throws IOException {
        environment.setProperty("video.room.allowed", "[a-z]+");
        assertThat(page()).contains("data-rooms=\"true\"");
    }

    @Test
    void writesNoMarkupOfSettings() throws IOException {
        environment.setProperty("video.room.name", " \"><script> ");
        assertThat(page())
                .contains("data-room=\"&quot;&gt;&lt;script&gt;")
                .doesNotContain("\"><script>")
                .doesNotContain("${");
    }

    private String page() throws IOException {
        PageAssets assets = new PageAssets(new PathMatchingResourcePatternResolver());
        byte[] html = new PageController(assets, environment).page().getBody();
        return new String(Objects.requireNonNull(html), StandardCharsets.UTF_8);
    }
}
