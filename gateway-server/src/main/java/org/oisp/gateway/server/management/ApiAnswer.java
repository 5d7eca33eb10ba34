package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.RejectedExecutionException;
import org.oisp.gateway.operations.presence.DatabaseAwayException;
import reactor.core.publisher.Mono;

/** Status and body of an API response that is not sent yet. */
record ApiAnswer(HttpResponseStatus status, String json) {

    static final String DEFECT = "an internal error of the gateway: see its log";

    static ApiAnswer good(String json) {
        return new ApiAnswer(HttpResponseStatus.OK, json);
    }

    static ApiAnswer error(HttpResponseStatus status, String what) {
        return new ApiAnswer(status, JsonAnswer.error(what));
    }

    /** Maps an expected error to a response. Passes on any other error, which is a defect. */
    static Mono<ApiAnswer> failure(Throwable error) {
        if (error instanceof RejectedExecutionException) {
            return Mono.just(error(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many requests of this kind are in progress; see GATEWAY_PRESENCE_REQUESTS"));
        }
        return error instanceof DatabaseAwayException
                ? Mono.just(error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the database does not answer"))
                : Mono.error(error);
    }
}
