package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTests {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, address:203.0.113.1",
        "203.0.113.1:1001, address:203.0.113.1",
        "2001:db8::1, address:2001:db8::1",
        "[2001:db8::1], address:2001:db8::1",
        "[2001:db8::1]:1001, address:2001:db8::1",
        "host:1, address:host:1"
    })
    void isKnownByTheAddressWhateverThePort(String address, String name) {
        assertThat(Caller.at(address).name()).isEqualTo(name);
    }

    @Test
    void nobodyMayNameAnybodyWhereTheScopeIsBlank() {
        assertThat(new AccessProperties(null, null, " ", null).anyIdentityScope())
                .isNull();
    }
}
