package dev.videotoken.sandbox;

import com.twilio.http.HttpClient;
import dev.videotoken.twilio.TwilioProperties;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import tools.jackson.databind.json.JsonMapper;

/** The profile {@value #PROFILE}: the whole service, but with a stand-in below Twilio's SDK. */
@Configuration(proxyBeanMethods = false)
@Profile(SandboxConfiguration.PROFILE)
class SandboxConfiguration {

    static final String PROFILE = "sandbox";

    private static final Logger log = LoggerFactory.getLogger(SandboxConfiguration.class);

    @Bean
    HttpClient sandboxTransport(TwilioProperties twilio, InstantSource clock, JsonMapper json) {
        log.warn("SANDBOX: Twilio is played in memory, with random credentials. Its tokens are well formed, but Twilio"
                + " will not let anybody in with them.");
        return new SandboxTransport(twilio, new SandboxRooms(twilio.accountSid(), clock), json);
    }
}
