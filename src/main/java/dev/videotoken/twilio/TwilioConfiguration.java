package dev.videotoken.twilio;

import com.twilio.http.HttpClient;
import com.twilio.http.TwilioRestClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import tools.jackson.databind.json.JsonMapper;

/** The one client of Twilio's SDK, on the network or, in the sandbox, on the transport found there. */
@Configuration(proxyBeanMethods = false)
class TwilioConfiguration {

    @Bean
    @Profile("!sandbox")
    HttpClient twilioTransport(TwilioProperties twilio, TwilioDeadline deadline) {
        return new TwilioTransport(twilio, deadline);
    }

    @Bean
    TwilioRestClient twilioRestClient(
            TwilioProperties twilio, HttpClient transport, TwilioHealthIndicator health, JsonMapper json) {
        return new TwilioRestClient.Builder(twilio.apiKey(), twilio.apiSecret().reveal())
                .accountSid(twilio.accountSid())
                .httpClient(new TwilioCalls(transport, health, json))
                .build();
    }
}
