package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.RejectedExecutionException;
import org.oisp.gateway.operations.presence.DatabaseAwayException;
import reactor.core.publisher.Mono;

/** What a request to the API is answered, before it is sent. */
record ApiAnswer(HttpResponseStatus status, String json) {

    static final String DEFECT = "an internal error of the gateway: its log says more";

    static ApiAnswer good(String json) {
        return new ApiAnswer(HttpResponseStatus.OK, json);
    }

    /** The text has no character that JSON would escape. */
    static ApiAnswer error(HttpResponseStatus status, String what) {
        return new ApiAnswer(status, JsonAnswer.error(what));
    }

    /** What an error means to whoever has asked; fails again with one that should not be, which is a defect. */
    static Mono<ApiAnswer> failure(Throwable error) {
        if (error instanceof RejectedExecutionException) {
            return Mono.just(error(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many requests of this kind are under way; see GATEWAY_PRESENCE_REQUESTS"));
        }
        return error instanceof DatabaseAwayException
                ? Mono.just(error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the database does not answer"))
                : Mono.error(error);
    }
}
