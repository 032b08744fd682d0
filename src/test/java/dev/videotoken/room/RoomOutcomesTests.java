package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videotoken.room.RoomUnavailableException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomOutcomesTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RoomOutcomes outcomes = new RoomOutcomes(meters);

    @ParameterizedTest
    @CsvSource({
        "REJECTED,     20003, rejected",
        "REJECTED,          , rejected",
        "REJECTED,     53126, type_refused",
        "THROTTLED,    20429, throttled",
        "THROTTLED,    53119, too_many_rooms",
        "UNAVAILABLE,       , unavailable",
        "TIMEOUT,           , timeout",
        "BUDGET_SPENT,      , budget_spent"
    })
    void failureIsCountedByWhereItIsMended(Reason reason, Integer twilioCode, String label) {
        outcomes.count(new RoomUnavailableException(reason, "failed", twilioCode, null, null));
        assertThat(meters.find("video.rooms").counters().stream()
                        .filter(counter -> counter.count() > 0)
                        .map(RoomOutcomesTests::labels))
                .containsExactly("failed " + label);
    }

    @Test
    void whatAlertsWatchBeginsAtZero() {
        assertThat(meters.find("video.rooms").counters().stream()
                        .collect(Collectors.toMap(RoomOutcomesTests::labels, Counter::count)))
                .containsOnlyKeys(
                        "found none",
                        "created none",
                        "race_recovered none",
                        "reused none",
                        "stale none",
                        "failed rejected",
                        "failed type_refused",
                        "failed throttled",
                        "failed too_many_rooms",
                        "failed unavailable",
                        "failed timeout",
                        "failed budget_spent")
                .allSatisfy((labels, count) -> assertThat(count).isZero());
    }

    private static String labels(Counter counter) {
        return counter.getId().getTag("outcome") + " " + counter.getId().getTag("reason");
    }
}
