package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomTests {

    @Test
    void knowsASid() {
        assertThat(Room.isSid("RM0123456789abcdef0123456789abcdef")).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "RM", "AC1", "RM1\n", "RM1\nToken issued", "RM1 RM2"})
    void knowsWhatIsNone(String text) {
        assertThat(Room.isSid(text)).isFalse();
    }
}
