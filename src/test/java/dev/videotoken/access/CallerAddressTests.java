package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerAddressTests {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 203.0.113.1",
        "203.0.113.1:1001, 203.0.113.1",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "[2001:db8::1]:1001, 2001:db8::1",
        "[fe80::1%eth0]:1001, fe80::1%eth0",
        "fe80:0:0:0:0:0:0:1%2, fe80:0:0:0:0:0:0:1%2",
        "[2001:0db8:0001:0002:0003:0004:0005:0006%none]:65535, 2001:0db8:0001:0002:0003:0004:0005:0006%none",
        "::ffff:203.0.113.1, 203.0.113.1",
        "[::ffff:cb00:7101]:1001, 203.0.113.1",
        "1:2:3, 1:2:3"
    })
    void isTheSameHoweverItIsWritten(String remote, String value) {
        assertThat(CallerAddress.of(remote).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 203.0.113.1",
        "2001:db8:1:2:3:4:5:6, 20010db800010002",
        "2001:db8:1:2::, 20010db800010002",
        "[2001:db8:1:2::1], 20010db800010002",
        "fe80::1%eth0, fe80000000000000",
        "fe80::1%none, fe80000000000000",
        "::ffff:203.0.113.1, 203.0.113.1",
        "1:2:3, 1:2:3"
    })
    void takesAnIpv6NetworkForOneCaller(String remote, String network) {
        assertThat(CallerAddress.of(remote).network()).isEqualTo(network);
    }

    /** As a proxy may pass it on. */
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "host.example.com", "host:1", ".:1", "2001:db8:zz::", "abcd", "1.2.3", "203.0.113.1 a", "\n"
            })
    void whatIsNoAddressIsOneCaller(String remote) {
        assertThat(CallerAddress.of(remote).value()).isEqualTo("unknown");
    }

    @Test
    void whatIsTooLongForAnAddressIsNotEvenLookedAt() {
        assertThat(CallerAddress.of(":".repeat(15_000) + "g").value()).isEqualTo("unknown");
        assertThat(CallerAddress.of(":".repeat(15_000)).network()).isEqualTo("unknown");
    }
}
