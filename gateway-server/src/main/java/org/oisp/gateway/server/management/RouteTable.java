package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.management.http.ManagementEvents;
import org.oisp.gateway.server.management.http.RequestTarget;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Routes of the management port by path and method. HEAD is available wherever GET is, OPTIONS everywhere. Any other method gets 405
 * with the allowed ones (RFC 9110, 9.1, 9.3.7 and 15.5.6).
 */
final class RouteTable {

    private static final String API = "/api/";
    private static final String ANY = "*";

    /** Browsers must not treat a response as a page, nor show it in one. */
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

    private final List<Resource> resources = new ArrayList<>();
    private final Guard guard;
    private final ManagementEvents events;

    RouteTable(Guard guard, ManagementEvents events) {
        this.guard = guard;
        this.events = events;
    }

    /** Returns the response to a request that is not allowed; null if it is allowed. */
    @FunctionalInterface
    interface Guard {
        @Nullable
        Publisher<Void> refusal(String path, HttpServerRequest request, HttpServerResponse response);
    }

    /** Responds to a request; completes when the response is written. */
    @FunctionalInterface
    interface RouteHandler extends BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {}

    private record Resource(Predicate<String> paths, Map<HttpMethod, RouteHandler> methods) {

        @Nullable
        RouteHandler handler(HttpMethod method) {
            RouteHandler own = methods.get(method);
            return own == null && method.equals(HttpMethod.HEAD) ? methods.get(HttpMethod.GET) : own;
        }

        String allowed() {
            TreeSet<String> names = new TreeSet<>(List.of("OPTIONS"));
            methods.keySet().forEach(method -> names.add(method.name()));
            if (names.contains("GET")) {
                names.add("HEAD");
            }
            return String.join(", ", names);
        }
    }

    RouteTable get(String path, RouteHandler routeHandler) {
        return add(path::equals, HttpMethod.GET, routeHandler);
    }

    RouteTable get(Predicate<String> paths, RouteHandler routeHandler) {
        return add(paths, HttpMethod.GET, routeHandler);
    }

    /** Adds another method to the resource that {@link #get} has just added. */
    RouteTable and(HttpMethod method, RouteHandler routeHandler) {
        resources.get(resources.size() - 1).methods().put(method, routeHandler);
        return this;
    }

    private RouteTable add(Predicate<String> paths, HttpMethod method, RouteHandler routeHandler) {
        Map<HttpMethod, RouteHandler> methods = new LinkedHashMap<>();
        methods.put(method, routeHandler);
        resources.add(new Resource(paths, methods));
        return this;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String path = RequestTarget.path(request.uri());
        response.header(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .header("X-Frame-Options", "DENY")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cross-Origin-Resource-Policy", "same-origin");
        Mono<Void> answer = Mono.defer(() -> Mono.from(answer(path, request, response)));
        return answer.onErrorResume(failed -> fail(path, request, response, failed));
    }

    private Publisher<Void> answer(String path, HttpServerRequest request, HttpServerResponse response) {
        if (path.equals(ANY) && request.method().equals(HttpMethod.OPTIONS)) {
            return options(response, "DELETE, GET, HEAD, OPTIONS, POST, PUT");
        }
        Publisher<Void> refusal = guard.refusal(path, request, response);
        if (refusal != null) {
            return refusal;
        }
        for (Resource resource : resources) {
            if (resource.paths().test(path)) {
                RouteHandler routeHandler = resource.handler(request.method());
                return routeHandler != null
                        ? routeHandler.apply(request, response)
                        : request.method().equals(HttpMethod.OPTIONS)
                                ? options(response, resource.allowed())
                                : error(
                                        path,
                                        response.header(HttpHeaderNames.ALLOW, resource.allowed()),
                                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                                        "this resource does not support the method");
            }
        }
        return error(path, response, HttpResponseStatus.NOT_FOUND, "no such resource");
    }

    private static Mono<Void> options(HttpServerResponse response, String allowed) {
        return response.status(HttpResponseStatus.NO_CONTENT)
                .header(HttpHeaderNames.ALLOW, allowed)
                .send();
    }

    private static Mono<Void> error(String path, HttpServerResponse response, HttpResponseStatus status, String what) {
        return path.startsWith(API)
                ? JsonAnswer.error(response, status, what)
                : response.status(status)
                        .header(HttpHeaderNames.CONTENT_LENGTH, "0")
                        .send();
    }

    /**
     * A client that has left needs no response, and one with part of a response can get no other. Reactor Netty must see neither error:
     * it would log a stack trace for each client that leaves while it sends.
     */
    private Mono<Void> fail(String path, HttpServerRequest request, HttpServerResponse response, Throwable failed) {
        boolean left = failed instanceof AbortedException || AbortedException.isConnectionReset(failed);
        if (!left) {
            events.failed(request.method().name() + " " + path, failed);
        }
        if (left || response.hasSentHeaders()) {
            // Otherwise the client would take the part for the whole response.
            response.withConnection(Connection::dispose);
            return Mono.empty();
        }
        return error(path, response, HttpResponseStatus.INTERNAL_SERVER_ERROR, ApiAnswer.DEFECT);
    }
}
