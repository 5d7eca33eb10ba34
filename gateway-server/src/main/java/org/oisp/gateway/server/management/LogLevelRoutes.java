package org.oisp.gateway.server.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.server.management.LogLevelControl.Holding;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /api/log-level}: GET shows the level, PUT changes it. */
final class LogLevelRoutes {

    private static final int MAX_BYTES = 1024;

    private final LogLevelControl log;

    LogLevelRoutes(LogLevelControl log) {
        this.log = log;
    }

    Publisher<Void> show(HttpServerRequest request, HttpServerResponse response) {
        return answer(response, log.current());
    }

    Publisher<Void> change(HttpServerRequest request, HttpServerResponse response) {
        return RequestBody.read(request, MAX_BYTES)
                .map(body -> change(new String(body, StandardCharsets.UTF_8)))
                .flatMap(holding -> answer(response, holding))
                .onErrorResume(
                        RequestBody.TooLongException.class,
                        tooLong ->
                                JsonAnswer.error(response, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, tooLong.what()))
                .onErrorResume(
                        IllegalArgumentException.class,
                        bad -> JsonAnswer.error(
                                response,
                                HttpResponseStatus.BAD_REQUEST,
                                Objects.requireNonNullElse(bad.getMessage(), "the request cannot be processed")));
    }

    private Holding change(String body) {
        JsonNode request = parse(body);
        JsonNode level = request.path("level");
        JsonNode time = request.path("for");
        boolean others = request.size() > (time.isMissingNode() ? 1 : 2);
        if (!level.isTextual() || others || !(time.isTextual() || time.isNull() || time.isMissingNode())) {
            throw new IllegalArgumentException(
                    "the body must be an object with level and, optionally, for, which is a time such as 10m");
        }
        return log.set(level.textValue(), time.textValue());
    }

    private static JsonNode parse(String body) {
        try {
            // Created on demand, since it would lengthen the start.
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalArgumentException("the body is not JSON", unreadable);
        }
    }

    private static Mono<Void> answer(HttpServerResponse response, Holding holding) {
        return JsonAnswer.send(
                response,
                HttpResponseStatus.OK,
                JsonObjectWriter.toText(
                        object -> object.text("level", holding.level()).numberOrNull("until", holding.untilMillis())));
    }
}
