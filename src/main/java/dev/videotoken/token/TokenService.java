package dev.videotoken.token;

import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import dev.videotoken.room.RoomName;
import dev.videotoken.twilio.TwilioProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.springframework.stereotype.Service;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Signs access tokens, without I/O. Safe for many threads. */
@Service
class TokenService {

    /** Not that of requests, which keeps no names: the SDK's are few. */
    private static final JsonFactory CLAIMS = new JsonFactory();

    private final TwilioProperties twilio;
    private final byte[] secret;
    private final int ttlSeconds;

    TokenService(TwilioProperties twilio, TokenProperties settings) {
        this.twilio = twilio;
        this.secret = twilio.apiSecret().reveal().getBytes(StandardCharsets.US_ASCII);
        this.ttlSeconds = Math.toIntExact(settings.ttl().toSeconds());
    }

    /** Signs what lets this participant into this room, by its name, until {@code video.token.ttl} is over. */
    SignedToken mint(Identity identity, RoomName room) {
        String jwt = new AccessToken.Builder(twilio.accountSid(), twilio.apiKey(), secret)
                .identity(identity.value())
                .ttl(ttlSeconds)
                .grant(new VideoGrant().setRoom(room.value()))
                .build()
                .toJwt();
        return new SignedToken(jwt, expiry(jwt));
    }

    /** The SDK keeps the time that it took from the system to itself, so the token is asked, for no more than that. */
    private Instant expiry(String jwt) {
        byte[] claims = Base64.getUrlDecoder().decode(jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.')));
        try (JsonParser parser = CLAIMS.createParser(ObjectReadContext.empty(), claims)) {
            while (parser.nextToken() != null) {
                if ("exp".equals(parser.currentName())) {
                    return Instant.ofEpochSecond(parser.nextLongValue(0));
                }
            }
        }
        throw new IllegalStateException("The SDK has signed a token that does not expire");
    }
}
