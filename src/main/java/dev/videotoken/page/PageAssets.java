package dev.videotoken.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The page's scripts, style and icon. Their path has a digest of them all, so that browsers may keep them for good, and
 * the scripts find each other by their plain names.
 */
@Component
@Conditional(OnPage.class)
class PageAssets implements WebMvcConfigurer {

    private static final String LOCATION = "classpath:/page/assets/";

    private final String path;

    PageAssets(ResourcePatternResolver resources) throws IOException {
        this.path = "page/" + digest(resources.getResources(LOCATION + "*"));
    }

    private static String digest(Resource[] files) throws IOException {
        Arrays.sort(files, Comparator.comparing(file -> Objects.requireNonNull(file.getFilename())));
        StringBuilder digests = new StringBuilder();
        for (Resource file : files) {
            digests.append(file.getFilename());
            DigestUtils.appendMd5DigestAsHex(file.getContentAsByteArray(), digests);
        }
        return DigestUtils.md5DigestAsHex(digests.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Where they are, seen from the page. */
    String path() {
        return path;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/" + path + "/**")
                .addResourceLocations(LOCATION)
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    }
}
