package dev.videotoken.access;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a sign-in must have, and what it gives. All of it needs sign-in to be on.
 *
 * @param audience Audience that every bearer token must be meant for (claim aud). Without it any audience does.
 * @param requiredScope Scope that every bearer token must have. Without it none is asked for.
 * @param anyIdentityScope Scope with which a caller may name any identity, as a backend does that asks for its users.
 *     Where it is blank, nobody may.
 * @param roomsClaim Claim that lists the rooms that its caller may enter, beside video.room.allowed. Without it every
 *     caller may enter every room on offer.
 */
@Validated
@ConfigurationProperties("video.access")
record AccessProperties(
        @Pattern(regexp = UNQUOTED, message = UNQUOTED_IS) @Nullable
        String audience,

        @Pattern(regexp = SCOPE, message = SCOPE_IS) @Nullable
        String requiredScope,

        @DefaultValue("video-token:any") @Pattern(regexp = SCOPE, message = SCOPE_IS) @Nullable
        String anyIdentityScope,

        @Pattern(regexp = UNQUOTED, message = UNQUOTED_IS) @Nullable
        String roomsClaim) {

    /** Other tools that read .env files take quotes away; Spring does not. */
    static final String UNQUOTED = "[^\"'].*";

    static final String UNQUOTED_IS = "must not be in quotes";

    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749, 3.3</a>. */
    private static final String SCOPE = "(?!')[!#-\\[\\]-~]+";

    private static final String SCOPE_IS = "must be one scope, without white space or quotes";

    AccessProperties {
        audience = textOrNull(audience);
        requiredScope = textOrNull(requiredScope);
        anyIdentityScope = textOrNull(anyIdentityScope);
        roomsClaim = textOrNull(roomsClaim);
    }

    private static @Nullable String textOrNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
