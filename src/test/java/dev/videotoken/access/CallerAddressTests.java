package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerAddressTests {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 203.0.113.1",
        "203.0.113.1:1001, 203.0.113.1",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "[2001:db8::1]:1001, 2001:db8::1",
        "[fe80::1%eth0]:1001, fe80::1%eth0",
        "host:1, host:1"
    })
    void isTheSameWhateverThePort(String remote, String value) {
        assertThat(CallerAddress.of(remote).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 203.0.113.1",
        "2001:db8:1:2:3:4:5:6, 20010db800010002",
        "2001:db8:1:2::, 20010db800010002",
        "[2001:db8:1:2::1], 20010db800010002",
        "fe80::1%eth0, fe80000000000000",
        "::ffff:203.0.113.1, ::ffff:203.0.113.1",
        "host.example.com, host.example.com",
        "2001:db8:zz::, 2001:db8:zz::",
        "1:2:3, 1:2:3"
    })
    void takesAnIpv6NetworkForOneCaller(String remote, String network) {
        assertThat(CallerAddress.of(remote).network()).isEqualTo(network);
    }
}
