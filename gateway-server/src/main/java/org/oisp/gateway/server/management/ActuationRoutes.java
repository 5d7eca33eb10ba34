package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.routing.OperatorActuations;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code POST /api/actuations}: sends an actuation and reports its outcome. Journal and log do not contain its content. */
final class ActuationRoutes {

    static final String ACTUATIONS = "/api/actuations";

    private static final String TRACEPARENT = "traceparent";

    /** Maximum length of a request body. */
    private static final int MAX_BYTES = 64 * 1024;

    private final OperatorActuations actuations;
    private final ActuationAdvice advice;
    private final int max;
    private final AtomicInteger underWay = new AtomicInteger();

    ActuationRoutes(OperatorActuations actuations, ActuationAdvice advice, int max) {
        this.actuations = actuations;
        this.advice = advice;
        this.max = max;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return Mono.defer(() -> {
                    if (underWay.incrementAndGet() > max) {
                        underWay.decrementAndGet();
                        return Mono.<ApiAnswer>error(new RejectedExecutionException("too many requests"));
                    }
                    return RequestBody.read(request, MAX_BYTES)
                            .map(ActuationRequest::read)
                            .flatMap(asked ->
                                    send(asked, request.requestHeaders().get(TRACEPARENT)))
                            .doFinally(signal -> underWay.decrementAndGet());
                })
                .onErrorResume(ActuationRoutes::refusal)
                .flatMap(made -> JsonAnswer.send(response, made.status(), made.json()));
    }

    private Mono<ApiAnswer> send(ByteSlice body, @Nullable String traceparent) {
        return actuations.send(body, traceparent).flatMap(advice::of).map(advised -> ApiAnswer.good(write(advised)));
    }

    private static Mono<ApiAnswer> refusal(Throwable error) {
        if (error instanceof BadRequestException bad) {
            return Mono.just(ApiAnswer.error(HttpResponseStatus.BAD_REQUEST, bad.what()));
        }
        return error instanceof RequestBody.TooLongException tooLong
                ? Mono.just(ApiAnswer.error(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, tooLong.what()))
                : ApiAnswer.failure(error);
    }

    private static String write(ActuationAdvice.Advised advised) {
        return JsonObjectWriter.toText(object -> object.text("outcome", advised.outcome())
                .numberOrNull("micros", advised.micros())
                .text("instance", advised.instance())
                .text("text", advised.text()));
    }
}
