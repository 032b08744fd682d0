package dev.videotoken.token;

import java.time.Instant;

/**
 * A signed access token (JWT). It prints without the JWT, so that no log can hold one.
 *
 * @param expiresAt the JWT's own {@code exp}
 */
record SignedToken(String jwt, Instant expiresAt) {

    @Override
    public String toString() {
        return "SignedToken[expiresAt=" + expiresAt + "]";
    }
}
