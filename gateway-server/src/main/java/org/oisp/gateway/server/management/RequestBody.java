package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** The body of a request. How long it may take to come in, the connection's bounds see to. */
final class RequestBody {

    private RequestBody() {}

    /** The body is longer than it may be. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int most;

        TooLongException(int most) {
            super("the body of the request is longer than " + most + " bytes", null, false, false);
            this.most = most;
        }

        String what() {
            return "the body of the request is longer than " + most + " bytes";
        }
    }

    /** Fails with a {@link TooLongException} as soon as that is known: at once, if the request says how long it is. */
    static Mono<byte[]> read(HttpServerRequest request, int most) {
        if (isLonger(request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH), most)) {
            return Mono.error(new TooLongException(most));
        }
        return request.receive()
                .asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (whole, part) -> {
                    if (whole.size() + part.length > most) {
                        throw new TooLongException(most);
                    }
                    whole.writeBytes(part);
                    return whole;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    /** The codec takes a length that is a number only, of any size. */
    private static boolean isLonger(@Nullable String length, int most) {
        try {
            return length != null && Long.parseLong(length) > most;
        } catch (NumberFormatException longest) {
            return true;
        }
    }
}
