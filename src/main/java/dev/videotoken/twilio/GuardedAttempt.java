package dev.videotoken.twilio;

import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes no try while the breaker is open, and only so many at once. Safe for many threads. */
@Component
final class GuardedAttempt implements Attempt, TwilioGuard {

    private static final Logger log = LoggerFactory.getLogger(GuardedAttempt.class);

    private final MeasuredAttempt attempt;
    private final CircuitBreaker breaker;
    private final InstantSource clock;
    private final Places places;
    private final TwilioDeadline deadline;
    private final Duration readTimeout;
    private final Duration openFor;

    private volatile Instant openUntil = Instant.EPOCH;

    GuardedAttempt(
            MeasuredAttempt attempt,
            CircuitBreaker breaker,
            Places places,
            InstantSource clock,
            TwilioDeadline deadline,
            TwilioProperties twilio) {
        this.attempt = attempt;
        this.breaker = breaker;
        this.places = places;
        this.clock = clock;
        this.deadline = deadline;
        this.readTimeout = twilio.readTimeout();
        this.openFor = twilio.breaker().openFor();
        breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
    }

    private void changed(StateTransition change) {
        if (change.getToState() == State.OPEN) {
            openUntil = clock.instant().plus(openFor);
        }
        if (change.getFromState() == State.CLOSED) {
            log.warn(
                    "Twilio is not asked any more, since it has failed too often; one call tries every {} ms",
                    openFor.toMillis());
        } else if (change.getToState() == State.CLOSED) {
            log.info("Twilio is asked again");
        }
    }

    /** A place first: who waits for one would keep the breaker's leave to try, and be told late that it has opened. */
    @Override
    public Response make(Request request) {
        if (breaker.getState() == State.OPEN && clock.instant().isBefore(openUntil)) {
            throw notMade();
        }
        Duration time = timeToAnswer();
        if (time.toMillis() <= 0) {
            throw TwilioCallException.outOfTime();
        }
        boolean waits = !places.takeAtOnce();
        if (waits && !places.takeInTime()) {
            throw TwilioCallException.notMade("Twilio is not asked, since too many calls are under way", null);
        }
        try {
            return makeInAPlace(request, waits && timeToAnswer().compareTo(time) < 0);
        } finally {
            places.giveBack();
        }
    }

    private Duration timeToAnswer() {
        return deadline.left(readTimeout);
    }

    private Response makeInAPlace(Request request, boolean late) {
        try {
            return breaker.executeSupplier(() -> tryOnce(request, late));
        } catch (CallNotPermittedException e) {
            throw notMade();
        }
    }

    private Response tryOnce(Request request, boolean late) {
        try {
            return attempt.make(request);
        } catch (TwilioCallException e) {
            if (late && e.timedOut()) {
                throw e.cutShort();
            }
            throw e.isThrottled() && request.getMethod() != HttpMethod.GET ? e.ofChangesAlone() : e;
        }
    }

    @Override
    public Optional<TwilioCallException> refusal() {
        return breaker.getState() == State.CLOSED ? Optional.empty() : Optional.of(notMade());
    }

    private TwilioCallException notMade() {
        return TwilioCallException.notMade("Twilio is not asked, since it has failed too often", untilItMayBeTried());
    }

    /** Whole seconds, at least one: while a single call tries whether Twilio is back, the time is already up. */
    private Duration untilItMayBeTried() {
        Duration left = Duration.between(clock.instant(), openUntil);
        return Duration.ofSeconds(Math.max(1, left.plusNanos(999_999_999).toSeconds()));
    }
}
