package dev.videotoken.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.ResponseEntity;
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

    /** Or browsers would keep the page of a service that has been configured anew, or is of another version. */
    @Test
    void anotherPageHasAnotherTag() throws IOException {
        String tag = answer().getHeaders().getETag();
        assertThat(answer().getHeaders().getETag()).isEqualTo(tag);
        environment.setProperty("video.room.name", "other");
        assertThat(answer().getHeaders().getETag()).isNotEqualTo(tag);
    }

    private String page() throws IOException {
        return new String(Objects.requireNonNull(answer().getBody()), StandardCharsets.UTF_8);
    }

    private ResponseEntity<byte[]> answer() throws IOException {
        PageAssets assets = new PageAssets(new PathMatchingResourcePatternResolver());
        return new PageController(assets, environment, beans.getBeanProvider(JwtDecoder.class)).page();
    }
}
