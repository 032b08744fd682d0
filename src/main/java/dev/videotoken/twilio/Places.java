package dev.videotoken.twilio;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The calls that may be under way at once, each in a place of its own. Safe for many threads. */
@Component
final class Places implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(Places.class);

    /** No deadline is longer. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Semaphore free;
    private final int most;
    private final TwilioDeadline deadline;

    private volatile boolean crowded;

    Places(TwilioProperties twilio, TwilioDeadline deadline) {
        this.most = twilio.maxConcurrentCalls();
        this.free = new Semaphore(most, true);
        this.deadline = deadline;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        meters.gauge("twilio.calls.active", free, left -> most - left.availablePermits());
        meters.gauge("twilio.calls.max", most);
    }

    /** Takes a place if one is free and nobody waits for it. */
    boolean takeAtOnce() {
        boolean taken = takeWithin(Duration.ZERO);
        if (taken) {
            crowded = false;
        }
        return taken;
    }

    /** Waits for a place, but takes none that comes when the time is up. */
    boolean takeInTime() {
        boolean taken = takeWithin(deadline.left(LONGEST_WAIT)) && isKeptInTime();
        if (!taken && !crowded) {
            crowded = true;
            log.warn("Calls to Twilio are turned away: {} are under way already", most);
        }
        return taken;
    }

    /** Also where looking at the time fails, the place is not lost. */
    private boolean isKeptInTime() {
        boolean inTime = false;
        try {
            inTime = deadline.left(LONGEST_WAIT).toMillis() > 0;
            return inTime;
        } finally {
            if (!inTime) {
                giveBack();
            }
        }
    }

    private boolean takeWithin(Duration time) {
        try {
            return free.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void giveBack() {
        free.release();
    }
}
