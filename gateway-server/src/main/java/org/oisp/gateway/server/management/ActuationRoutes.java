package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.routing.OperatorActuations;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code POST /api/actuations}: sends an actuation and says what became of it. What it carries reaches neither journal nor log. */
final class ActuationRoutes {

    static final String ACTUATIONS = "/api/actuations";

    private static final String TRACEPARENT = "traceparent";

    /** The longest body of a request. */
    private static final int MOST_BYTES = 64 * 1024;

    /** For the body to come in. */
    private static final Duration BODY = Duration.ofSeconds(10);

    private final OperatorActuations actuations;
    private final ActuationAdvice advice;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();

    ActuationRoutes(OperatorActuations actuations, ActuationAdvice advice, int most) {
        this.actuations = actuations;
        this.advice = advice;
        this.most = most;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return Mono.defer(() -> {
                    if (underWay.incrementAndGet() > most) {
                        underWay.decrementAndGet();
                        return Mono.<ApiAnswer>error(new RejectedExecutionException("too many requests"));
                    }
                    return body(request)
                            .map(ActuationRequest::read)
                            .flatMap(asked ->
                                    send(asked, request.requestHeaders().get(TRACEPARENT)))
                            .doFinally(signal -> underWay.decrementAndGet());
                })
                .onErrorResume(error -> Mono.just(refusal(error)))
                .flatMap(made -> JsonAnswer.send(
                        made.status().equals(HttpResponseStatus.OK)
                                ? response
                                // What is still to come of the request is not waited for.
                                : response.keepAlive(false),
                        made.status(),
                        made.json()));
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        int length = request.requestHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        if (length > MOST_BYTES) {
            return Mono.error(new TooLongException());
        }
        return request.receive()
                .asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (whole, part) -> {
                    if (whole.size() + part.length > MOST_BYTES) {
                        throw new TooLongException();
                    }
                    whole.writeBytes(part);
                    return whole;
                })
                .map(ByteArrayOutputStream::toByteArray)
                .timeout(BODY);
    }

    private Mono<ApiAnswer> send(ByteSlice body, @Nullable String traceparent) {
        return actuations.send(body, traceparent).flatMap(advice::of).map(advised -> ApiAnswer.good(write(advised)));
    }

    private static ApiAnswer refusal(Throwable error) {
        if (error instanceof BadRequestException bad) {
            return ApiAnswer.error(HttpResponseStatus.BAD_REQUEST, bad.what());
        }
        if (error instanceof TooLongException) {
            return ApiAnswer.error(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    "the body of the request is longer than " + MOST_BYTES + " bytes");
        }
        return error instanceof TimeoutException
                ? ApiAnswer.error(HttpResponseStatus.REQUEST_TIMEOUT, "the body of the request did not come in time")
                : ApiAnswer.failure(error);
    }

    private static String write(ActuationAdvice.Advised advised) {
        return JsonObject.write(out -> {
            out.writeStringField("outcome", advised.outcome());
            if (advised.micros() == null) {
                out.writeNullField("micros");
            } else {
                out.writeNumberField("micros", advised.micros());
            }
            out.writeStringField("instance", advised.instance());
            out.writeStringField("text", advised.text());
        });
    }

    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("too long", null, false, false);
        }
    }
}
