package dev.videotoken.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusCallbackTests {

    @ParameterizedTest
    @CsvSource({
        "https://video.example.com/hooks/rooms, https://video.example.com/hooks/rooms, /hooks/rooms",
        "https://video.example.com:8443/hooks?a=b%20c, https://video.example.com:8443/hooks?a=b%20c, /hooks",
        "https://video.example.com, https://video.example.com/twilio/room-status, /twilio/room-status",
        "https://video.example.com/, https://video.example.com/twilio/room-status, /twilio/room-status",
        "http://localhost:8080?a=b, http://localhost:8080/twilio/room-status?a=b, /twilio/room-status",
        "' https://video.example.com/a ', https://video.example.com/a, /a"
    })
    void keepsTheAddressAndItsPath(String configured, String url, String path) {
        assertThat(StatusCallback.of(configured)).isEqualTo(new StatusCallback(url, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "video.example.com",
                "ftp://video.example.com",
                "https://user@video.example.com/",
                "https://video.example.com/#a",
                "https://video.example.com/a b",
                "https://video.example.com/{a}",
                "https://video.example.com/a?b=%zz",
                "https://video.example.com/a//b",
                "https://video.example.com/a/../b",
                "https://video.example.com/../a",
                "https://video.example.com/..",
                "https://video.example.com:99999/a",
                "https://video.example.com:0/a",
                "https://video..example.com/a",
                "https://../a",
                "https://-/a",
                "https://video.example.com/video-token",
                "https://video.example.com/actuator/health",
                "https://video.example.com/livez"
            })
    void refusesOthers(String configured) {
        assertThatIllegalArgumentException().isThrownBy(() -> StatusCallback.of(configured));
    }

    @Test
    void refusesWhatIsTooLongForTwilio() {
        String longest = "https://a.example/" + "a".repeat(1023 - 18);
        assertThat(StatusCallback.of(longest)).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> StatusCallback.of(longest + "a"));
    }

    @Test
    void blankIsNone() {
        assertThat(StatusCallback.of(" ")).isNull();
    }
}
