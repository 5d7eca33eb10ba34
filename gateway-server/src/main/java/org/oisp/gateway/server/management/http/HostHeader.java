package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** To whom a request says that it is made: its Host, strictly as RFC 9110, 7.2, and RFC 3986, 3.2.2, have it. */
public final class HostHeader {

    /**
     * What is in brackets, or a name or an IPv4 address (the two look alike); then a port, which may be empty. No user and no blank is
     * part of it. A name's repetition is possessive: only so does Java match it without recursion, which a long name makes overflow the
     * stack.
     */
    private static final Pattern HOST_AND_PORT = Pattern.compile(
            "(?:\\[([0-9A-Za-z:._~!$&'()*+,;=-]*)]|((?:[0-9A-Za-z._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+))(?::([0-9]{0,5}))?");

    /** An address of a version that there is not yet. */
    private static final Pattern FUTURE = Pattern.compile("[vV][0-9A-Fa-f]+\\..+");

    private static final int MAX_PORT = 65_535;

    private HostHeader() {}

    /**
     * The host that a request names.
     *
     * @param headers of the request
     * @return a name, or an address without brackets; empty if it names none; null if it is not well-formed, or there is not one
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
