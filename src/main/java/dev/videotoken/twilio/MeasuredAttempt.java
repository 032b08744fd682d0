package dev.videotoken.twilio;

import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import org.springframework.stereotype.Component;

/** Takes the time of a try, checks its answer, and remembers for health how it ended. */
@Component
final class MeasuredAttempt implements Attempt {

    /** All others are one value, so that there are only these six. */
    private static final List<String> CODES = List.of("20003", "20429", "53113", "53119", "53126", "other");

    private final HttpClient transport;
    private final TwilioAnswer answers;
    private final TwilioHealthIndicator health;
    private final MeterRegistry meters;

    MeasuredAttempt(HttpClient transport, TwilioAnswer answers, TwilioHealthIndicator health, MeterRegistry meters) {
        this.transport = transport;
        this.answers = answers;
        this.health = health;
        this.meters = meters;
        // From zero, or Prometheus would not see the first of them come.
        CODES.forEach(this::errors);
    }

    private Counter errors(String code) {
        return meters.counter("twilio.errors", "code", code);
    }

    @Override
    public Response make(Request request) {
        Timer.Sample time = Timer.start(meters);
        String status = "none";
        try {
            Response answer = transport.makeRequest(request);
            status = String.valueOf(answer.getStatusCode());
            Response checked = answers.checked(answer);
            health.answered();
            return checked;
        } catch (TwilioCallException e) {
            health.failed(e);
            if (e.code() != null) {
                String code = String.valueOf(e.code());
                errors(CODES.contains(code) ? code : "other").increment();
            }
            throw e;
        } finally {
            time.stop(meters.timer("twilio.calls", "operation", operation(request), "status", status));
        }
    }

    /** We list and create; what else the SDK can do is one value, so that there are only these three. */
    private static String operation(Request request) {
        if (!request.getUrl().endsWith("/v1/Rooms")) {
            return "other";
        }
        return request.getMethod() == HttpMethod.GET ? "list" : "create";
    }
}
