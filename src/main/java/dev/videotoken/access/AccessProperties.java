package dev.videotoken.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a sign-in must have, and what it gives. All of it needs sign-in to be on.
 *
 * @param audience Audience that every bearer token must be meant for (claim {@code aud}). Without it any audience does.
 * @param requiredScope Scope that every bearer token must have. Without it none is asked for.
 * @param anyIdentityScope Scope with which a caller may name any identity, as a backend does that asks for its users. Where
 *     it is blank, nobody may.
 * @param roomsClaim Claim that lists the rooms that its caller may enter, beside video.room.allowed. Without it every
 *     caller may enter every room on offer.
 */
@ConfigurationProperties("video.access")
record AccessProperties(
        @Nullable String audience,
        @Nullable String requiredScope,
        @DefaultValue("video-token:any") @Nullable String anyIdentityScope,
        @Nullable String roomsClaim) {

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
