package dev.videotoken.docs;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whether the contract is served.
 *
 * @param enabled Whether /v3/api-docs serves the contract of the service. Without it only where the page is served too.
 */
@ConfigurationProperties("video.docs")
record DocsProperties(@Nullable Boolean enabled) {}
