package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Checks the head of a request before any other handler sees it. */
final class MalformedRequest {

    private static final String HTTP_1 = "HTTP";

    private MalformedRequest() {}

    /** Returns the response to an invalid request; null for a valid one. */
    static @Nullable FinalResponse answer(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return answer(request.decoderResult());
        }
        HttpVersion version = request.protocolVersion();
        if (!version.protocolName().equals(HTTP_1) || version.majorVersion() != 1 || !isTarget(request)) {
            return FinalResponse.MALFORMED;
        }
        boolean none = !request.headers().contains("Host") && version.minorVersion() == 0;
        return none || HostHeader.nameOf(request.headers()) != null ? null : FinalResponse.BAD_HOST;
    }

    /** Returns the response to a decoder failure. */
    static FinalResponse answer(DecoderResult result) {
        if (result.cause() instanceof TooLongHttpLineException) {
            return FinalResponse.LONG_LINE;
        }
        return result.cause() instanceof TooLongHttpHeaderException
                ? FinalResponse.LONG_HEADERS
                : FinalResponse.MALFORMED;
    }

    /** Checks the form (RFC 9112, 3.2), but not the path. */
    private static boolean isTarget(HttpRequest request) {
        String target = request.uri();
        if (target.startsWith("/")) {
            return true;
        }
        if (target.equals("*")) {
            return request.method().equals(HttpMethod.OPTIONS);
        }
        try {
            URI absolute = URI.create(target);
            return absolute.getHost() != null && absolute.getUserInfo() == null;
        } catch (IllegalArgumentException broken) {
            return false;
        }
    }
}
