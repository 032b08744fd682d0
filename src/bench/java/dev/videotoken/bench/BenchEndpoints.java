package dev.videotoken.bench;

import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import dev.videotoken.twilio.TwilioProperties;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.ObjectName;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What {@code /video-token} is compared with, in the same service; no test sees it. */
@TestComponent
@RestController
class BenchEndpoints {

    private final TwilioProperties twilio;
    private final byte[] secret;

    BenchEndpoints(TwilioProperties twilio) {
        this.twilio = twilio;
        this.secret = twilio.apiSecret().reveal().getBytes(StandardCharsets.US_ASCII);
    }

    record Answer(String token, String room) {}

    /** As long as the answer with a token. */
    @GetMapping("/bench/constant")
    ResponseEntity<Answer> constant(@RequestParam String identity) {
        return answer("x".repeat(560));
    }

    /** The SDK's token, and nothing asked or checked. */
    @GetMapping("/bench/mint")
    ResponseEntity<Answer> mint(@RequestParam String identity) {
        return answer(new AccessToken.Builder(twilio.accountSid(), twilio.apiKey(), secret)
                .identity(identity)
                .ttl(14_400)
                .grant(new VideoGrant().setRoom("myroom"))
                .build()
                .toJwt());
    }

    private static ResponseEntity<Answer> answer(String token) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(new Answer(token, "myroom"));
    }

    /** Bytes of heap that all threads have allocated so far. */
    @GetMapping("/bench/allocated")
    String allocated() throws JMException {
        var threading = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
        var server = ManagementFactory.getPlatformMBeanServer();
        if (Runtime.version().feature() >= 21) {
            return server.getAttribute(threading, "TotalThreadAllocatedBytes").toString();
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return String.valueOf(Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .sum());
    }
}
