package dev.videotoken.access;

import dev.videotoken.OnceAMinute;
import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.web.client.RestClientException;

/**
 * Fails so that Spring Security can answer, even without the issuer or with odd claims, and tells the log why. Safe for
 * many threads.
 */
final class BearerTokenDecoder implements JwtDecoder {

    private static final Logger log = LoggerFactory.getLogger(BearerTokenDecoder.class);

    private final JwtDecoder decoder;
    private final OnceAMinute news;
    private final OnceAMinute refusals;

    BearerTokenDecoder(JwtDecoder decoder, InstantSource clock) {
        this.decoder = decoder;
        this.news = new OnceAMinute(clock);
        this.refusals = new OnceAMinute(clock);
    }

    @Override
    public Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw told(e);
        } catch (JwtException | JwtDecoderInitializationException e) {
            tell(e);
            throw new JwtException("The issuer's keys cannot be fetched or used", e);
        } catch (ClassCastException e) {
            throw told(new BadJwtException("A claim is not of the type that it has to be", e));
        }
    }

    /** Once a minute, since anybody can have it written. */
    private BadJwtException told(BadJwtException refusal) {
        refusals.tell(() -> log.info("A bearer token was refused: {}", fault(refusal)));
        return refusal;
    }

    /** What cannot be read could be in others' words, which hold the token. */
    private static String fault(BadJwtException refusal) {
        return refusal instanceof JwtValidationException invalid
                ? invalid.getErrors().stream().map(OAuth2Error::getDescription).collect(Collectors.joining(" "))
                : "it is malformed, or not signed by a key and with an algorithm that are accepted";
    }

    /** What cannot be fetched has been told of by {@link KeySets}; this is of no use, or of another issuer. */
    private void tell(RuntimeException failure) {
        if (Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .noneMatch(RestClientException.class::isInstance)) {
            news.tell(() -> log.warn(
                    "The keys of the sign-in cannot be used: {}",
                    NestedExceptionUtils.getMostSpecificCause(failure).getMessage()));
        }
    }
}
