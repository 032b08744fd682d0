package dev.videotoken.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTests {

    @Test
    void keepsWhatIsInside() {
        assertThat(new Identity("Zoë van der Berg 🎥").value()).isEqualTo("Zoë van der Berg 🎥");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
                0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000
            })
    void stripsEveryWhiteSpaceOfUnicode(int space) {
        String around = Character.toString(space);
        assertThat(new Identity(around + around + "alice" + around).value()).isEqualTo("alice");
    }

    @Test
    void normalizesToNfc() {
        assertThat(new Identity("Zoe\u0308")).isEqualTo(new Identity("Zo\u00eb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u3000", "\u0085", "\u200b", " \u200d\ufeff "})
    void refusesWhatCannotBeSeen(String blank) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity(blank))
                .withMessage("must not be blank");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\r\nb",
                "a\u001bb",
                "a\u007fb",
                "a\u0085b",
                "a\u009fb",
                "\u0008a",
                "a\u000e"
            })
    void refusesControlCharacters(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity(text))
                .withMessage("must not contain control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83c", "a\ud83cb", "\udfa5", "\udfa5\ud83c", "\ud800", "\udfff"})
    void refusesUnpairedSurrogates(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity(text))
                .withMessageContaining("unpaired surrogates");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "🎥"})
    void takes128UnitsAndNoMore(String character) {
        int most = 128 / (character.equals("a") ? 1 : 2);
        assertThat(new Identity(character.repeat(most)).value()).isEqualTo(character.repeat(most));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity(character.repeat(most + 1)))
                .withMessageContaining("at most 128 units");
    }

    /** To put so many marks in order would take minutes. */
    @Test
    @Timeout(20)
    void refusesWhatIsFarTooLongAsItIs() {
        String marks = "\u0345".repeat(400_000) + "\u0334".repeat(400_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity("a" + marks))
                .withMessageContaining("at most 128 units");
    }

    @Test
    void countsAfterItHasStrippedAndNormalized() {
        assertThat(new Identity(" ".repeat(500) + "e\u0308".repeat(64)).value()).isEqualTo("ë".repeat(64));
    }
}
