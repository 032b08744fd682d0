package dev.videotoken.token;

import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import dev.videotoken.room.RoomName;
import dev.videotoken.twilio.TwilioProperties;
import dev.videotoken.twilio.TwilioStub;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Minting one token, as the service does it and with the SDK alone. */
@State(Scope.Benchmark)
public class TokenServiceBenchmark {

    private final TwilioProperties twilio = TwilioStub.properties("http://localhost");
    private final TokenService tokens =
            new TokenService(twilio, new TokenProperties(Duration.ofHours(4)), InstantSource.system());
    private final Identity identity = new Identity("alice");
    private final RoomName room = new RoomName("myroom");
    private final byte[] secret = twilio.apiSecret().reveal().getBytes(StandardCharsets.US_ASCII);

    @Benchmark
    public Object service() {
        return tokens.mint(identity, room);
    }

    @Benchmark
    public Object sdk() {
        return new AccessToken.Builder(twilio.accountSid(), twilio.apiKey(), secret)
                .identity("alice")
                .ttl(14_400)
                .grant(new VideoGrant().setRoom("myroom"))
                .build()
                .toJwt();
    }
}
