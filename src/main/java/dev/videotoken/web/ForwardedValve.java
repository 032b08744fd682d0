package dev.videotoken.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the {@code Forwarded} of RFC 7239 into the lists that Tomcat's {@link RemoteIpValve} reads, which comes next
 * and knows whom to believe. Proxies add to the end. Where one tells no address, or what stands there cannot be read,
 * all before it is dropped, which may be the caller's own: he is then known by the proxy after it.
 */
final class ForwardedValve extends ValveBase {

    private static final String FORWARDED = "Forwarded";
    private static final String SCHEME = "X-Forwarded-Proto";

    /** What else that valve reads, which comes from the caller. */
    private static final List<String> OTHERS = List.of("X-Forwarded-Host", "X-Forwarded-Port");

    /** One pair, or none, with what ends it; a backslash is in no address. */
    private static final Pattern PAIR = Pattern.compile(
            "\\G[ \\t]*+(?:([\\w!#$%&'*+.^`|~-]++)=(?:\"([^\"\\\\]*+)\"|([^\\s\",;=\\\\]++))[ \\t]*+)?([;,]|$)");

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

    /** An address, IPv6 in brackets, perhaps with a port: no name, which would be looked up. */
    private static final Pattern NODE =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|(" + BYTE + "(?:\\." + BYTE + "){3}))(?::[\\w.-]+)?");

    /** What one proxy tells of whom it had the request from. */
    private record Hop(String address, @Nullable String scheme) {}

    ForwardedValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        MimeHeaders head = request.getCoyoteRequest().getMimeHeaders();
        List<Hop> hops = new ArrayList<>();
        for (String line : Collections.list(head.values(FORWARDED))) {
            read(line, hops);
        }
        OTHERS.forEach(head::removeHeader);
        // The caller may have sent as many fields as are allowed. Tomcat sets the limit anew for each request.
        head.setLimit(-1);
        replace(head, FORWARDED, hops.stream().map(Hop::address));
        replace(head, SCHEME, hops.stream().map(Hop::scheme).filter(Objects::nonNull));
        getNext().invoke(request, response);
    }

    /** @param line null where Tomcat could not read it either */
    private static void read(@Nullable String line, List<Hop> hops) {
        if (line == null) {
            hops.clear();
            return;
        }
        Matcher pair = PAIR.matcher(line);
        String address = "";
        String scheme = null;
        boolean told = false;
        int end = 0;
        while (end < line.length() && pair.find()) {
            end = pair.end();
            told |= pair.group(1) != null;
            String value = pair.group(2) == null ? pair.group(3) : pair.group(2);
            if ("for".equalsIgnoreCase(pair.group(1))) {
                address = value;
            } else if ("proto".equalsIgnoreCase(pair.group(1))) {
                scheme = value;
            }
            if (!pair.group(4).equals(";") || end == line.length()) {
                if (told) {
                    add(hops, address, scheme);
                }
                address = "";
                scheme = null;
                told = false;
            }
        }
        if (end < line.length()) {
            hops.clear();
        }
    }

    private static void add(List<Hop> hops, String node, @Nullable String scheme) {
        Matcher address = NODE.matcher(node);
        if (address.matches()) {
            hops.add(new Hop(Objects.requireNonNullElse(address.group(1), address.group(2)), scheme));
        } else {
            hops.clear();
        }
    }

    private static void replace(MimeHeaders head, String name, Stream<String> values) {
        head.removeHeader(name);
        String list = String.join(", ", values.toList());
        if (!list.isEmpty()) {
            head.addValue(name).setString(list);
        }
    }
}
