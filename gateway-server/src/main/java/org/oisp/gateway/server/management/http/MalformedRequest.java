package org.oisp.gateway.server.management.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What is wrong with the head of a request, before anything else looks at it. */
final class MalformedRequest {

    private static final String HTTP_1 = "HTTP";

    private MalformedRequest() {}

    /** The answer to a request that cannot be read; null for one that can. */
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

    /** The answer to what the codec could not read. */
    static FinalResponse answer(DecoderResult result) {
        if (result.cause() instanceof TooLongHttpLineException) {
            return FinalResponse.LONG_LINE;
        }
        return result.cause() instanceof TooLongHttpHeaderException
                ? FinalResponse.LONG_HEADERS
                : FinalResponse.MALFORMED;
    }

    /** RFC 9112, 3.2; the path is left as it is. */
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
