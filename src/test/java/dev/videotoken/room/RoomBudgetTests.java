package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.videotoken.room.RoomUnavailableException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RoomBudgetTests {

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private final RoomBudget budget = new RoomBudget(new RoomLimits(6), () -> now);

    @Test
    void isSpentAfterSoManyRooms() {
        spend(6);
        RoomUnavailableException spent = spent();
        assertThat(spent.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(spent.retryAfter()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    }

    @Test
    void fillsEvenlyAndDoesNotDoubleAtTheEdgeOfAMinute() {
        spend(6);
        now = now.plusSeconds(10);
        spend(1);
        assertThat(spent()).isNotNull();
        now = now.plusSeconds(50);
        spend(5);
        assertThat(spent()).isNotNull();
    }

    @Test
    void tellsOnceAMinuteThatItIsSpent(CapturedOutput output) {
        spend(6);
        spent();
        now = now.plusSeconds(10);
        spend(1);
        spent();
        assertThat(warnings(output)).isOne();
        now = now.plusSeconds(50);
        spend(5);
        spent();
        assertThat(warnings(output)).isEqualTo(2);
    }

    private static long warnings(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE is spent"))
                .count();
    }

    private void spend(int rooms) {
        IntStream.range(0, rooms).forEach(i -> budget.spendOne());
    }

    private RoomUnavailableException spent() {
        return catchThrowableOfType(RoomUnavailableException.class, budget::spendOne);
    }
}
