package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTests {

    @ParameterizedTest
    @ValueSource(strings = {"myroom", "A-Z_09", "-", "NULL", "nullable", "RM", "RM0123456789abcdef0123456789abcdefg"})
    void takesNames(String name) {
        assertThat(new RoomName(name)).hasToString(name);
    }

    @Test
    void takes128CharactersAndNoMore() {
        assertThat(new RoomName("a".repeat(128)).value()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> new RoomName("a".repeat(129)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" a ", "\ta\n", "\u3000a\u0085", "\u00a0a\u2029"})
    void stripsEveryWhiteSpaceOfUnicode(String name) {
        assertThat(new RoomName(name)).isEqualTo(new RoomName("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "a?b",
                "a#b",
                "..",
                "a%2Fb",
                "é",
                "a\nb",
                "null",
                " null ",
                "\ud83c",
                "RM0123456789abcdef0123456789abcdef"
            })
    void refusesWhatIsNoName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoomName(name))
                .withMessage("must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID");
    }
}
