package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.RejectedExecutionException;

/** What a request to the API is answered, before it is sent. */
record ApiAnswer(HttpResponseStatus status, String json) {

    static ApiAnswer good(String json) {
        return new ApiAnswer(HttpResponseStatus.OK, json);
    }

    /** The text has no character that JSON would escape. */
    static ApiAnswer error(HttpResponseStatus status, String what) {
        return new ApiAnswer(status, JsonAnswer.error(what));
    }

    /** Something that was needed could not be had. */
    static ApiAnswer failure(Throwable error) {
        return error(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                error instanceof RejectedExecutionException
                        ? "too many requests of this kind are under way; see GATEWAY_PRESENCE_REQUESTS"
                        : "the database does not answer");
    }
}
