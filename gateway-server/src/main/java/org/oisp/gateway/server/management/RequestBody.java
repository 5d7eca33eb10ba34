package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Reads the body of a request. {@code RequestBounds} limits the time that it takes. */
final class RequestBody {

    private RequestBody() {}

    /** The body is too long. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int max;

        TooLongException(int max) {
            super("the body of the request is longer than " + max + " bytes", null, false, false);
            this.max = max;
        }

        String what() {
            return "the body of the request is longer than " + max + " bytes";
        }
    }

    /** Fails with a {@link TooLongException} as soon as possible: before reading, if Content-Length is too large. */
    static Mono<byte[]> read(HttpServerRequest request, int max) {
        if (isLonger(request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH), max)) {
            return Mono.error(new TooLongException(max));
        }
        return request.receive()
                .asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (whole, part) -> {
                    if (whole.size() + part.length > max) {
                        throw new TooLongException(max);
                    }
                    whole.writeBytes(part);
                    return whole;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    /** The codec accepts only digits, but of any number. */
    private static boolean isLonger(@Nullable String length, int max) {
        try {
            return length != null && Long.parseLong(length) > max;
        } catch (NumberFormatException longest) {
            return true;
        }
    }
}
