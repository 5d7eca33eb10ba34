package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Function;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.queue.RecallResult;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code DELETE /api/actuations/<id>}: takes back an actuation that is kept for its device. */
final class RecallRoute {

    private final Function<String, Mono<RecallResult>> recalls;

    /** {@code recalls} takes an actuation back by its id. */
    RecallRoute(Function<String, Mono<RecallResult>> recalls) {
        this.recalls = recalls;
    }

    Publisher<Void> delete(HttpServerRequest request, HttpServerResponse response) {
        return ActuationRoutes.answer(response, () -> {
            String id = ActuationRoutes.idOf(request);
            return recalls.apply(id).map(result -> answer(id, result));
        });
    }

    private static ApiAnswer answer(String id, RecallResult result) {
        return switch (result) {
            case IN_TIME, SENT_BEFORE ->
                ApiAnswer.good(JsonObjectWriter.toText(object ->
                        object.text("id", id).text("result", result.tag()).text("text", result.sentence())));
            case NOT_KEPT -> ApiAnswer.error(HttpResponseStatus.NOT_FOUND, result.sentence());
            case SEVERAL -> ApiAnswer.error(HttpResponseStatus.CONFLICT, result.sentence());
            case UNKNOWN -> ApiAnswer.error(HttpResponseStatus.SERVICE_UNAVAILABLE, result.sentence());
        };
    }
}
