package dev.videotoken.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTests {

    @ParameterizedTest
    @CsvSource({
        "https://video.twilio.com, https://video.twilio.com",
        "http://localhost:8089/, http://localhost:8089",
        "' http://[::1]:80 ', http://[::1]:80"
    })
    void takesAnOrigin(String text, String origin) {
        assertThat(BaseUrl.of(text)).hasToString(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "video.twilio.com", "ftp://a", "https://", "https://a/b", "https://u:p@a", "https://a?b"})
    void refusesWhatIsMoreOrLess(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BaseUrl.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://video.twilio.com/v1/Rooms?PageSize=1", "http://localhost:8089/v1/Rooms?PageSize=1"})
    void placesWhatTheSdkAsks(String asked) throws MalformedURLException {
        assertThat(BaseUrl.of("http://localhost:8089").place(url(asked)))
                .isEqualTo(URI.create("http://localhost:8089/v1/Rooms?PageSize=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1/Rooms",
                "https://api.twilio.com/v1/Rooms",
                "http://video.twilio.com/v1/Rooms",
                "https://video.twilio.com:8443/v1/Rooms",
                "https://video.twilio.com.evil.example/v1/Rooms"
            })
    void refusesAnotherHost(String asked) throws MalformedURLException {
        URL url = url(asked);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaseUrl.of("https://video.twilio.com").place(url));
    }

    @Test
    void refusesAHostHiddenBehindAUser() throws MalformedURLException {
        URL url = url("https://video.twilio.com@evil.example/v1/Rooms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaseUrl.of("https://video.twilio.com").place(url));
    }

    private static URL url(String text) throws MalformedURLException {
        return URI.create(text).toURL();
    }
}
