package dev.videotoken.room;

import dev.videotoken.room.RoomUnavailableException.Reason;
import dev.videotoken.twilio.TwilioCallException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts how callers, and looks for a room, come to one or to none. Safe for many threads. */
@Component
final class RoomOutcomes {

    private static final String NO_REASON = "none";

    /** Apart from all that Twilio rejects: another setting corrects it. */
    private static final String TYPE_REFUSED = "type_refused";

    /** Apart from too many calls. */
    private static final String TOO_MANY_ROOMS = "too_many_rooms";

    private final MeterRegistry meters;

    RoomOutcomes(MeterRegistry meters) {
        this.meters = meters;
        // From zero, or Prometheus would not see the first of them come.
        Stream.of("found", "created", "race_recovered", "reused", "stale")
                .forEach(outcome -> counter(outcome, NO_REASON));
        EnumSet.complementOf(EnumSet.of(Reason.NOT_ALLOWED)).forEach(reason -> failures(name(reason)));
        failures(TYPE_REFUSED);
        failures(TOO_MANY_ROOMS);
    }

    void count(String outcome) {
        counter(outcome, NO_REASON).increment();
    }

    void count(RoomUnavailableException failure) {
        failures(reason(failure)).increment();
    }

    private static String reason(RoomUnavailableException failure) {
        if (failure.hasTwilioCode(TwilioRooms.TYPE_NOT_AVAILABLE)) {
            return TYPE_REFUSED;
        }
        return failure.hasTwilioCode(TwilioCallException.TOO_MANY_ROOMS) ? TOO_MANY_ROOMS : name(failure.reason());
    }

    private static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private Counter failures(String reason) {
        return counter("failed", reason);
    }

    private Counter counter(String outcome, String reason) {
        return meters.counter("video.rooms", "outcome", outcome, "reason", reason);
    }
}
