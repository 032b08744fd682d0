package dev.videotoken.twilio;

import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * The calls of the SDK, each made as often as is safe; the SDK's own repeats are off. A look-up is tried again after
 * 429, 5xx and connection faults, anything else only after 429, <a
 * href="https://www.twilio.com/docs/api/errors/20429">which Twilio has not processed</a>. At most two more tries, after
 * what Twilio asks for or a jittered pause, and only while the deadline leaves room for it and the breaker is closed.
 */
final class TwilioCalls extends HttpClient {

    private static final int TRIES = 3;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Of <a href="https://www.twilio.com/docs/video/programmable-video-limits">changes</a> Twilio takes 20 a second.
     */
    private static final Duration PAUSE_OF_CHANGES = Duration.ofMillis(500);

    /** With less time than this for an answer, who tries once more waits in vain, and hears of a time-out only. */
    private static final Duration SHORTEST_ANSWER = Duration.ofMillis(300);

    /** Where there is no deadline. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final Attempt attempt;
    private final TwilioGuard guard;
    private final TwilioDeadline deadline;
    private final Retry lookUps;
    private final Retry changes;

    TwilioCalls(Attempt attempt, TwilioGuard guard, TwilioDeadline deadline) {
        this.attempt = attempt;
        this.guard = guard;
        this.deadline = deadline;
        this.lookUps = retry(
                "look-ups",
                PAUSE,
                failure -> failure.isThrottled() || failure.isServerError() || failure.isConnectionFault());
        this.changes = retry("changes", PAUSE_OF_CHANGES, TwilioCallException::isThrottled);
    }

    /** @param first pause; the second is twice as long, and each up to half as long again, or shorter */
    private Retry retry(String name, Duration first, Predicate<TwilioCallException> repeatable) {
        IntervalFunction pause = IntervalFunction.ofExponentialRandomBackoff(first, 2, 0.5);
        return Retry.of(
                name,
                RetryConfig.<Response>custom()
                        .maxAttempts(TRIES)
                        .retryOnException(e -> e instanceof TwilioCallException failure
                                && repeatable.test(failure)
                                && fits(first.multipliedBy(3), failure)
                                && guard.refusal().isEmpty())
                        .intervalBiFunction((tries, outcome) -> Math.max(pause.apply(tries), asked(outcome.getLeft())))
                        .build());
    }

    private boolean fits(Duration longest, TwilioCallException failure) {
        Duration pause = longest;
        if (failure.retryAfter() != null && failure.retryAfter().compareTo(pause) > 0) {
            pause = failure.retryAfter();
        }
        return deadline.left(LONGEST_WAIT).compareTo(pause.plus(SHORTEST_ANSWER)) > 0;
    }

    /** Milliseconds. */
    private static long asked(Throwable failure) {
        return failure instanceof TwilioCallException call && call.retryAfter() != null
                ? call.retryAfter().toMillis()
                : 0;
    }

    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        Retry retry = request.getMethod() == HttpMethod.GET ? lookUps : changes;
        return retry.executeSupplier(() -> attempt.make(request));
    }
}
