package dev.videotoken.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTests {

    private static final String TEXT = "x".repeat(32);

    @Test
    void tellsItselfOnlyWhenAsked() {
        Secret secret = Objects.requireNonNull(Secret.of(TEXT));
        assertThat(secret.reveal()).isEqualTo(TEXT);
        assertThat(secret).hasToString("******");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", " ", "\t"})
    void dropsWhiteSpaceAround(String around) {
        assertThat(Objects.requireNonNull(Secret.of(around + TEXT + around)).reveal())
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void isNoneWhereNothingIsLeft(String text) {
        assertThat(Secret.of(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tooshort",
                "1234567890123456789012345678901",
                "\"12345678901234567890123456789012\"",
                "12345678901234567890 123456789012",
                "1234567890123456789012345678901é"
            })
    void refusesWhatCannotBeATwilioSecretAndDoesNotRepeatIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of(text))
                .withMessageContaining("at least 32")
                .withMessageNotContaining(text);
    }
}
