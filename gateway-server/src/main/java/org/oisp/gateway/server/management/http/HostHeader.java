package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the Host header strictly by RFC 9110, 7.2, and RFC 3986, 3.2.2. */
public final class HostHeader {

    /**
     * Text in brackets, or a name or IPv4 address (the two look alike); then a port, which may be empty. User and spaces are not
     * allowed. The repetition of a name is possessive, since Java would otherwise match by recursion, and a long name would overflow
     * the stack.
     */
    private static final Pattern HOST_AND_PORT = Pattern.compile(
            "(?:\\[([0-9A-Za-z:._~!$&'()*+,;=-]*)]|((?:[0-9A-Za-z._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+))(?::([0-9]{0,5}))?");

    /** Address of a future IP version. */
    private static final Pattern FUTURE = Pattern.compile("[vV][0-9A-Fa-f]+\\..+");

    private static final int MAX_PORT = 65_535;

    private HostHeader() {}

    /**
     * Returns the host that a request names.
     *
     * @param headers of the request
     * @return a name, or an address without brackets; empty if it names none; null if it is malformed, missing or repeated
     */
    public static @Nullable String nameOf(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        return hosts.size() == 1 ? nameOf(hosts.get(0)) : null;
    }

    private static @Nullable String nameOf(String host) {
        Matcher parts = HOST_AND_PORT.matcher(host);
        if (!parts.matches() || !isPort(parts.group(3))) {
            return null;
        }
        String literal = parts.group(1);
        if (literal == null) {
            return parts.group(2);
        }
        return NetUtil.isValidIpV6Address(literal) || FUTURE.matcher(literal).matches() ? literal : null;
    }

    private static boolean isPort(@Nullable String digits) {
        return digits == null || digits.isEmpty() || Integer.parseInt(digits) <= MAX_PORT;
    }
}
