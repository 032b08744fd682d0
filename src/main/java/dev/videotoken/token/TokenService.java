package dev.videotoken.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import dev.videotoken.room.RoomName;
import dev.videotoken.twilio.Secret;
import dev.videotoken.twilio.TwilioProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

/**
 * Signs access tokens, without I/O. Safe for many threads.
 *
 * <p>What they grant is the SDK's {@link AccessToken}. The library that checks bearer tokens signs it, with a sixth of
 * the garbage of the SDK's own {@code toJwt} (BENCHMARKS.md). Spring's encoder takes as long as that, and gives each
 * token a {@code kid} made of the secret.
 */
@Service
class TokenService {

    private static final JWSHeader HEADER = header();

    private final String accountSid;
    private final String apiKey;
    private final byte[] secret;
    private final MACSigner signer;
    private final Duration ttl;
    private final InstantSource clock;

    @Autowired
    TokenService(TwilioProperties twilio, TokenProperties settings, @Qualifier("wallClock") InstantSource clock) {
        this(twilio.accountSid(), twilio.apiKey(), twilio.apiSecret(), settings.ttl(), clock);
    }

    TokenService(String accountSid, String apiKey, Secret apiSecret, Duration ttl, InstantSource clock) {
        this.accountSid = accountSid;
        this.apiKey = apiKey;
        this.secret = apiSecret.reveal().getBytes(StandardCharsets.US_ASCII);
        this.signer = signer(secret);
        this.ttl = ttl;
        this.clock = clock;
    }

    /** As the SDK's, and encoded once. */
    private static JWSHeader header() {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .contentType("twilio-fpa;v=1")
                .build();
        return new JWSHeader.Builder(header)
                .parsedBase64URL(header.toBase64URL())
                .build();
    }

    private static MACSigner signer(byte[] secret) {
        try {
            return new MACSigner(secret);
        } catch (KeyLengthException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs what lets this participant into this room, by its name, until {@code video.token.ttl} is over. */
    SignedToken mint(Identity identity, RoomName room) {
        AccessToken access = new AccessToken.Builder(accountSid, apiKey, secret)
                .identity(identity.value())
                .grant(new VideoGrant().setRoom(room.value()))
                .build();
        Instant expiresAt = clock.instant().plus(ttl).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> claims = new HashMap<>(access.getClaims());
        claims.put("jti", access.getId());
        claims.put("iss", apiKey);
        claims.put("sub", access.getSubject());
        claims.put("exp", expiresAt.getEpochSecond());
        return new SignedToken(sign(claims), expiresAt);
    }

    private String sign(Map<String, Object> claims) {
        JWSObject jwt = new JWSObject(HEADER, new Payload(claims));
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
