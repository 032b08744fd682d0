package dev.videotoken.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Whom the rate limit takes for one caller: an IPv6 network of 64 bits, since whoever has one address there has them all. */
final class CallerNetwork {

    private static final int NETWORK_BYTES = 8;

    /** No name of a host, which would be looked up. */
    private static final Pattern IPV6 = Pattern.compile("address:\\[?([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(%.*)?]?");

    private CallerNetwork() {}

    /** @param caller by {@link Caller#name()} */
    static String of(String caller) {
        boolean oneColon = caller.indexOf(':') == caller.lastIndexOf(':');
        if (oneColon) {
            return caller;
        }
        var address = IPV6.matcher(caller);
        if (!address.matches()) {
            return caller;
        }
        try {
            return InetAddress.getByName(address.group(1)) instanceof Inet6Address ipv6
                    ? "network:" + HexFormat.of().formatHex(ipv6.getAddress(), 0, NETWORK_BYTES)
                    : caller;
        } catch (UnknownHostException e) {
            return caller;
        }
    }
}
