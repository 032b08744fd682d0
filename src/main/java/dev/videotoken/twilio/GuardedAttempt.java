package dev.videotoken.twilio;

import com.twilio.http.Request;
import com.twilio.http.Response;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes no try while the breaker is open, and only so many at once. Safe for many threads. */
@Component
final class GuardedAttempt implements Attempt, TwilioGuard, MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(GuardedAttempt.class);

    /** No deadline is longer. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final MeasuredAttempt attempt;
    private final CircuitBreaker breaker;
    private final TwilioDeadline deadline;
    private final InstantSource clock;
    private final Semaphore places;
    private final int most;

    private volatile Instant openUntil = Instant.EPOCH;

    GuardedAttempt(
            MeasuredAttempt attempt,
            CircuitBreaker breaker,
            TwilioDeadline deadline,
            InstantSource clock,
            TwilioProperties twilio) {
        this.attempt = attempt;
        this.breaker = breaker;
        this.deadline = deadline;
        this.clock = clock;
        this.places = new Semaphore(twilio.maxConcurrentCalls(), true);
        this.most = twilio.maxConcurrentCalls();
        breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
    }

    private void changed(StateTransition change) {
        if (change.getToState() == State.OPEN) {
            openUntil = clock.instant().plusMillis(openFor());
        }
        if (change.getFromState() == State.CLOSED) {
            log.warn(
                    "Twilio is not asked any more, since it has failed too often; one call tries every {} ms",
                    openFor());
        } else if (change.getToState() == State.CLOSED) {
            log.info("Twilio is asked again");
        }
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        meters.gauge("twilio.calls.active", places, free -> most - free.availablePermits());
        meters.gauge("twilio.calls.max", most);
    }

    private long openFor() {
        return breaker.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1);
    }

    @Override
    public Response make(Request request) {
        try {
            return breaker.executeSupplier(() -> makeInAPlace(request));
        } catch (CallNotPermittedException e) {
            throw notMade();
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
        return Duration.ofSeconds(Math.max(1, left.plusMillis(999).toSeconds()));
    }

    private Response makeInAPlace(Request request) {
        if (!hasPlace()) {
            log.warn("Twilio is not asked, since {} calls are under way", most);
            throw TwilioCallException.notMade("Twilio is not asked, since too many calls are under way", null);
        }
        try {
            return attempt.make(request);
        } finally {
            places.release();
        }
    }

    private boolean hasPlace() {
        try {
            return places.tryAcquire(deadline.left(LONGEST_WAIT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
