package dev.videotoken.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerNetworkTests {

    @ParameterizedTest
    @CsvSource({
        "address:203.0.113.1, address:203.0.113.1",
        "address:2001:db8:1:2:3:4:5:6, network:20010db800010002",
        "address:2001:db8:1:2::, network:20010db800010002",
        "address:[2001:db8:1:2::1], network:20010db800010002",
        "address:fe80::1%eth0, network:fe80000000000000",
        "address:::ffff:203.0.113.1, address:::ffff:203.0.113.1",
        "address:host.example.com, address:host.example.com",
        "address:2001:db8:zz::, address:2001:db8:zz::",
        "address:1:2:3, address:1:2:3",
        "subject:2001:db8::1, subject:2001:db8::1"
    })
    void takesAnIpv6NetworkForOneCaller(String caller, String counted) {
        assertThat(CallerNetwork.of(caller)).isEqualTo(counted);
    }
}
