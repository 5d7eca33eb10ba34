package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.oisp.gateway.json.JsonObjectWriter;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Sends JSON responses. */
final class JsonAnswer {

    private JsonAnswer() {}

    static Mono<Void> send(HttpServerResponse response, HttpResponseStatus status, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        return response.sendByteArray(Mono.just(body)).then();
    }

    /** Sends an error with an explanation for the client. */
    static Mono<Void> error(HttpServerResponse response, HttpResponseStatus status, String what) {
        return send(response, status, error(what));
    }

    /** Returns the body of an error. */
    static String error(String what) {
        return JsonObjectWriter.toText(object -> object.text("error", what));
    }
}
