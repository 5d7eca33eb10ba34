package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.http.QueryStringDecoder;

/** What a request asks for. */
public final class RequestTarget {

    private static final String AUTHORITY = "://";

    private RequestTarget() {}

    /**
     * The path of a target, still percent-encoded.
     *
     * @param uri the target as it came: {@code /path?query}, the same behind {@code http://host}, which every server has to take
     *     (RFC 9112, 3.2.2), or {@code *}
     * @return what begins with a slash; {@code *} for that; empty for what is no path
     */
    public static String path(String uri) {
        return new QueryStringDecoder(local(uri)).rawPath();
    }

    /**
     * A target without the place that it may name.
     *
     * @param uri the target as it came
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
