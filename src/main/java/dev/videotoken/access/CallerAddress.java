package dev.videotoken.access;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param value without the port that some proxies add, and that is another one for each connection
 */
record CallerAddress(String value) {

    private static final int NETWORK_BYTES = 8;

    /** More than an address in brackets with a zone and a port has. */
    private static final int MOST_CHARACTERS = 80;

    /** IPv4 or IPv6, and no name of a host, which would be looked up. */
    private static final Pattern ADDRESS = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)(?::\\d+)?"
            + "|\\[?((?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]*(?:%[\\w.-]+)?)(?:](?::\\d+)?)?");

    private static final CallerAddress UNKNOWN = new CallerAddress("unknown");

    /**
     * Takes an address as the connection or a proxy tells it. Text that looks like none is unknown: a proxy may pass on
     * what a caller has made up.
     *
     * @param remote null where the connection is closed already
     */
    static CallerAddress of(@Nullable String remote) {
        if (remote == null || remote.length() > MOST_CHARACTERS) {
            return UNKNOWN;
        }
        Matcher address = ADDRESS.matcher(remote);
        if (!address.matches()) {
            return UNKNOWN;
        }
        String ipv6 = address.group(2);
        return new CallerAddress(
                ipv6 == null
                        ? address.group(1)
                        : parsed(ipv6) instanceof Inet4Address ipv4 ? ipv4.getHostAddress() : ipv6);
    }

    /** Null where it is no address, for all its colons. One of IPv4 may stand in it (RFC 4291, 2.5.5.2). */
    private static @Nullable InetAddress parsed(String withColons) {
        try {
            return InetAddress.getByName(withColons.replaceFirst("%.*", ""));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** All that one caller has: the first 64 bits of an IPv6 address, since whoever has one there has them all. */
    String network() {
        return value.indexOf(':') >= 0 && parsed(value) instanceof Inet6Address ipv6
                ? HexFormat.of().formatHex(ipv6.getAddress(), 0, NETWORK_BYTES)
                : value;
    }
}
