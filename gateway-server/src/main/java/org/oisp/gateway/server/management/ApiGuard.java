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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.server.management.http.ApiRefusal;
import org.oisp.gateway.server.management.http.HostHeader;

/**
 * Decides who may use {@code /api} on the management port: docs/decisions/062. With a password, clients that present it. Without one,
 * clients of a port on loopback, except web pages, which can connect there through a browser on this machine. Senders with their own
 * credentials may use the actuations, and nothing else. Immutable.
 */
final class ApiGuard {

    /** The only user name. */
    static final String USER = "operator";

    private static final String BASIC = "Basic ";

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String FETCH_MODE = "Sec-Fetch-Mode";
    private static final String FETCH_DESTINATION = "Sec-Fetch-Dest";

    /** Accepts this page or an address that the user typed, but not {@code same-site}, which covers every port of this machine. */
    private static final Set<String> HERE = Set.of("same-origin", "none");

    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final String boundHost;
    private final boolean loopback;
    private final @Nullable Credentials operator;
    private final Predicate<Credentials> senders;

    /** {@code senders} returns whether these are the credentials of senders. */
    ApiGuard(ManagementSettings settings, Predicate<Credentials> senders) {
        this.senders = senders;
        this.boundHost = settings.host();
        this.loopback = isLoopback(settings.host());
        this.operator = settings.password() == null
                ? null
                : new Credentials(USER, settings.password().value());
    }

    /** What a request is for. */
    enum ApiArea {
        /** The page or a part of it, the only target of links from other sites. */
        PAGE,
        /** Actuations, which senders may use too. */
        ACTUATIONS,
        /** Anything else. */
        OTHER
    }

    /** Returns why a request is refused, or null if it is allowed. */
    @Nullable
    ApiRefusal judge(HttpMethod method, HttpHeaders headers, ApiArea area) {
        boolean page = area == ApiArea.PAGE;
        if (area != ApiArea.ACTUATIONS || !isSender(headers)) {
            ApiRefusal stranger = operator == null ? judgePlace(headers) : judgeCredentials(operator, headers);
            if (stranger != null) {
                return stranger;
            }
        }
        // For any page that asks, a browser sends a password that it knows, and connects to loopback. This matters for
        // reads too: the page does not see the response, but the request uses resources.
        boolean ownOrigin = isOfThisPlace(headers)
                && (isFetchedHere(headers) || (page && HARMLESS.contains(method) && isFollowedLink(headers)));
        return ownOrigin ? null : ApiRefusal.FOREIGN_ORIGIN;
    }

    /** Returns whether the request has the credentials of senders. */
    boolean isSender(HttpHeaders headers) {
        List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        Credentials offered = values.size() == 1 ? basic(values.get(0)) : null;
        return offered != null && senders.test(offered);
    }

    /** Checks what browsers send about the requesting page (Fetch Metadata). Other programs send nothing. */
    private static boolean isFetchedHere(HttpHeaders headers) {
        List<String> sites = headers.getAll(FETCH_SITE);
        return sites.isEmpty() || (sites.size() == 1 && HERE.contains(sites.get(0)));
    }

    /** Returns whether the request opens a window of its own, not a frame in the other page. */
    private static boolean isFollowedLink(HttpHeaders headers) {
        return headers.getAll(FETCH_MODE).equals(List.of("navigate"))
                && headers.getAll(FETCH_DESTINATION).equals(List.of("document"));
    }

    private @Nullable ApiRefusal judgePlace(HttpHeaders headers) {
        if (!loopback) {
            return ApiRefusal.NO_PASSWORD;
        }
        // A page's own host name may resolve to loopback, but its requests carry that name.
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

    /** Decodes user name and password (RFC 7617); null if the value is not in that form. */
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

    /** Checks the origin that browsers send (RFC 6454). Other programs send none. */
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
        // TLS may end at a proxy, so the scheme is not compared.
        return same(origin, "http://", ":80", host) || same(origin, "https://", ":443", host);
    }

    private static boolean same(String origin, String scheme, String defaultPort, String host) {
        return origin.startsWith(scheme)
                && withoutPort(origin.substring(scheme.length()), defaultPort).equals(withoutPort(host, defaultPort));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    /** Checks the text only: a name that resolves to loopback may resolve to another address a second later. */
    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isLoopbackAddress();
    }
}
