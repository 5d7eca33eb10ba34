package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.server.management.http.ApiRefusal;
import org.oisp.gateway.server.management.http.HostHeader;

/**
 * Who may use the management port's {@code /api}: docs/decisions/062. With a password, whoever has it; without one, whoever can connect
 * to a port on loopback, but for web pages, which can do that from a browser on this machine. Immutable.
 */
final class ApiGuard {

    /** The only user there is. */
    static final String USER = "operator";

    private static final String BASIC = "Basic ";

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String FETCH_MODE = "Sec-Fetch-Mode";
    private static final String FETCH_DESTINATION = "Sec-Fetch-Dest";

    /** From this page, or typed in. Of the same site are pages of every port of this machine. */
    private static final Set<String> HERE = Set.of("same-origin", "none");

    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final String boundHost;
    private final boolean loopback;
    private final @Nullable Credentials operator;

    ApiGuard(ManagementSettings settings) {
        this.boundHost = settings.host();
        this.loopback = isLoopback(settings.host());
        this.operator = settings.password() == null
                ? null
                : new Credentials(USER, settings.password().value());
    }

    /**
     * Why a request is refused, or null if it is not.
     *
     * @param page whether it is for the page or a part of it: a link of another place may lead there, and nowhere else
     */
    @Nullable
    ApiRefusal judge(HttpMethod method, HttpHeaders headers, boolean page) {
        ApiRefusal stranger = operator == null ? judgePlace(headers) : judgeCredentials(operator, headers);
        if (stranger != null) {
            return stranger;
        }
        // A browser sends a password that it knows, and connects to loopback, for whatever page asks it to. Reading
        // counts,
        // too: its answer is not shown to that page, but what it takes is taken.
        boolean own = isOfThisPlace(headers)
                && (isFetchedHere(headers) || (page && HARMLESS.contains(method) && isFollowedLink(headers)));
        return own ? null : ApiRefusal.FOREIGN_ORIGIN;
    }

    /** Browsers say how the page that makes a request stands to this place (Fetch Metadata); programs say nothing. */
    private static boolean isFetchedHere(HttpHeaders headers) {
        List<String> sites = headers.getAll(FETCH_SITE);
        return sites.isEmpty() || (sites.size() == 1 && HERE.contains(sites.get(0)));
    }

    /** Shown in a window of its own, not in a frame of that page. */
    private static boolean isFollowedLink(HttpHeaders headers) {
        return headers.getAll(FETCH_MODE).equals(List.of("navigate"))
                && headers.getAll(FETCH_DESTINATION).equals(List.of("document"));
    }

    private @Nullable ApiRefusal judgePlace(HttpHeaders headers) {
        if (!loopback) {
            return ApiRefusal.NO_PASSWORD;
        }
        // A page may have a name of its own resolve to loopback; its requests carry that name.
        String name = HostHeader.nameOf(headers);
        return name != null && (isLoopback(name) || name.equalsIgnoreCase(boundHost)) ? null : ApiRefusal.FOREIGN_HOST;
    }

    private static @Nullable ApiRefusal judgeCredentials(Credentials operator, HttpHeaders headers) {
        List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (values.isEmpty()) {
            return ApiRefusal.NO_CREDENTIALS;
        }
        Credentials offered = values.size() == 1 ? basic(values.get(0)) : null;
        return offered != null && operator.admit(offered) ? null : ApiRefusal.WRONG_CREDENTIALS;
    }

    /** What RFC 7617 makes of user name and password, or null if it is not that. */
    private static @Nullable Credentials basic(String value) {
        if (!value.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(value.substring(BASIC.length()).trim());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Browsers say where a page that sends something is from (RFC 6454); programs say nothing. */
    private static boolean isOfThisPlace(HttpHeaders headers) {
        List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (origins.isEmpty()) {
            return true;
        }
        if (origins.size() != 1 || hosts.size() != 1) {
            return false;
        }
        String origin = origins.get(0).toLowerCase(Locale.ROOT);
        String host = hosts.get(0).toLowerCase(Locale.ROOT);
        // TLS may end at a proxy, so the scheme is no sign.
        return same(origin, "http://", ":80", host) || same(origin, "https://", ":443", host);
    }

    private static boolean same(String origin, String scheme, String defaultPort, String host) {
        return origin.startsWith(scheme)
                && withoutPort(origin.substring(scheme.length()), defaultPort).equals(withoutPort(host, defaultPort));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    /** By the text alone: a name that only resolves to loopback may resolve to anything else a second later. */
    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isLoopbackAddress();
    }
}
