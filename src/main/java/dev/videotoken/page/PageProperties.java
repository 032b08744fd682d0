package dev.videotoken.page;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What people, not programs, are shown.
 *
 * @param enabled Whether there is a page to try the service with. On by default in the sandbox.
 */
@ConfigurationProperties("video.page")
record PageProperties(@DefaultValue("false") boolean enabled) {}
