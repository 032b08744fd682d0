package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts how callers, and looks for a room, come to one or to none. Safe for many threads. */
@Component
final class RoomOutcomes {

    private static final String NO_REASON = "none";

    private final MeterRegistry meters;

    RoomOutcomes(MeterRegistry meters) {
        this.meters = meters;
        // From zero, or Prometheus would not see the first of them come.
        counter("stale", NO_REASON);
        EnumSet.complementOf(EnumSet.of(Reason.NOT_ALLOWED)).forEach(this::failures);
    }

    void count(String outcome) {
        counter(outcome, NO_REASON).increment();
    }

    void countFailure(Reason reason) {
        failures(reason).increment();
    }

    private Counter failures(Reason reason) {
        return counter("failed", reason.name().toLowerCase(Locale.ROOT));
    }

    private Counter counter(String outcome, String reason) {
        return meters.counter("video.rooms", "outcome", outcome, "reason", reason);
    }
}
