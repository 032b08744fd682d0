package dev.videotoken.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.DigestUtils;
import org.springframework.util.PropertyPlaceholderHelper;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** {@code /}: the page, which is told at start what it must know of the service. */
@RestController
@Conditional(OnPage.class)
class PageController {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    /** Twilio's SDK evaluates text as code when it loads, and speaks to these two hosts. */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' https://sdk.twilio.com 'unsafe-eval'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self' wss://global.vss.twilio.com wss://sdkgw.us1.twilio.com",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    private final byte[] html;
    private final String etag;

    PageController(PageAssets assets, Environment environment, ObjectProvider<JwtDecoder> signIn) throws IOException {
        String template = new ClassPathResource("page/index.html").getContentAsString(StandardCharsets.UTF_8);
        Map<String, String> values = Map.of(
                "assets", assets.path(),
                "sandbox", String.valueOf(environment.acceptsProfiles(Profiles.of("sandbox"))),
                "sign-in", String.valueOf(signIn.getIfAvailable() != null),
                "rooms", String.valueOf(StringUtils.hasText(environment.getProperty("video.room.allowed"))),
                "room",
                        HtmlUtils.htmlEscape(
                                environment.getProperty("video.room.name", "").strip()));
        this.html = new PropertyPlaceholderHelper("${", "}")
                .replacePlaceholders(template, values::get)
                .getBytes(StandardCharsets.UTF_8);
        this.etag = "W/\"" + DigestUtils.md5DigestAsHex(html) + "\"";
    }

    @GetMapping("/")
    ResponseEntity<byte[]> page() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .eTag(etag)
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), display-capture=()")
                .body(html);
    }
}
