package dev.videotoken.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request comes from.
 *
 * @param value without the port that some proxies add, and that is another one for each connection
 */
record CallerAddress(String value) {

    private static final int NETWORK_BYTES = 8;

    private static final Pattern WITH_PORT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+(?:%[^]]*)?)]|(\\d+\\.\\d+\\.\\d+\\.\\d+))(?::\\d+)?");

    /** No name of a host, which would be looked up. */
    private static final Pattern IPV6 = Pattern.compile("([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(%.*)?");

    /** @param remote as the connection or a proxy tells it */
    static CallerAddress of(String remote) {
        if (remote.indexOf(':') < 0) {
            return new CallerAddress(remote);
        }
        Matcher withPort = WITH_PORT.matcher(remote);
        return new CallerAddress(
                withPort.matches() ? Objects.requireNonNullElse(withPort.group(1), withPort.group(2)) : remote);
    }

    /** All that one caller has: of an IPv6 network the first 64 bits, since whoever has one address there has them all. */
    String network() {
        if (value.indexOf(':') < 0) {
            return value;
        }
        Matcher address = IPV6.matcher(value);
        try {
            return address.matches() && InetAddress.getByName(address.group(1)) instanceof Inet6Address ipv6
                    ? HexFormat.of().formatHex(ipv6.getAddress(), 0, NETWORK_BYTES)
                    : value;
        } catch (UnknownHostException e) {
            return value;
        }
    }
}
