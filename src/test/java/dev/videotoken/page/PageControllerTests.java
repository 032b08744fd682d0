package dev.videotoken.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** What the page is told of the service. */
class PageControllerTests {

    private final MockEnvironment environment = new MockEnvironment();

    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

    @Test
    void byDefaultItIsOpenHasOneRoomAndIsNoSandbox() throws IOException {
        assertThat(page()).contains("data-sandbox=\"false\"", "data-sign-in=\"false\"", "data-rooms=\"false\"");
    }

    @Test
    void knowsTheSandbox() throws IOException {
        environment.setActiveProfiles("sandbox");
        assertThat(page()).contains("data-sandbox=\"true\"");
    }

    @Test
    void knowsWhereCallersMustSignIn() throws IOException {
        JwtDecoder decoder = token -> {
            throw new BadJwtException(token);
        };
        beans.addBean("decoder", decoder);
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
        byte[] html = new PageController(assets, environment, beans.getBeanProvider(JwtDecoder.class))
                .page()
                .getBody();
        return new String(Objects.requireNonNull(html), StandardCharsets.UTF_8);
    }
}
