package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.http.QueryStringDecoder;

/** Parses the target of a request. */
public final class RequestTarget {

    private static final String AUTHORITY = "://";

    private RequestTarget() {}

    /**
     * Returns the path of a target, still percent-encoded.
     *
     * @param uri the target as received: {@code /path?query}, the same after {@code http://host}, which every server must accept (RFC
     *     9112, 3.2.2), or {@code *}
     * @return a path that begins with a slash; {@code *} for that; empty for a target without a path
     */
    public static String path(String uri) {
        return new QueryStringDecoder(local(uri)).rawPath();
    }

    /**
     * Removes scheme and authority from a target.
     *
     * @param uri the target as received
     * @return path and query
     */
    public static String local(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int authority = uri.indexOf(AUTHORITY);
        if (authority < 0) {
            return uri;
        }
        int path = uri.indexOf('/', authority + AUTHORITY.length());
        return path < 0 ? "/" : uri.substring(path);
    }
}
