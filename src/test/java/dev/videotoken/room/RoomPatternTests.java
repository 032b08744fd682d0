package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomPatternTests {

    @ParameterizedTest
    @CsvSource({
        "team-[0-9]+, team-7, true",
        "team-[0-9]+, my-team-7, false",
        "team-[0-9]+, team-7x, false",
        "a|b, b, true",
        "a|b, ab, false",
        "' [a-z]+ ', abc, true"
    })
    void matchesWholeNames(String expression, String name, boolean matches) {
        assertThat(pattern(expression).matches(new RoomName(name))).isEqualTo(matches);
    }

    /** Java's own expressions need 2 to the power of 127 steps here. */
    @Test
    @Timeout(10)
    void isNotKeptBusyByANameThatIsMadeForIt() {
        assertThat(pattern("(a+)+").matches(new RoomName("a".repeat(127) + "b")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "(?=a)", "(a)\\1", "(?<!a)b"})
    void refusesWhatIsNoExpressionOfItsKind(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoomPattern.of(expression))
                .withMessageStartingWith("must be a regular expression, without look-around and back-references: ");
    }

    /** As a file of variables may have it that no shell reads: no room would match. */
    @ParameterizedTest
    @ValueSource(strings = {"\"team-.*\"", "'team-.*'"})
    void refusesQuotes(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoomPattern.of(expression))
                .withMessage("must not be in quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void blankIsNone(String expression) {
        assertThat(RoomPattern.of(expression)).isNull();
    }

    private static RoomPattern pattern(String expression) {
        return Objects.requireNonNull(RoomPattern.of(expression));
    }
}
