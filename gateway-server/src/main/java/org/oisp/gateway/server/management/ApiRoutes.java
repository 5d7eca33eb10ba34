package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.ApiRefusal;
import org.oisp.gateway.events.ManagementEvents;
import org.oisp.gateway.server.management.page.OperatorsPage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The operators' page and API. Every route passes the {@link ApiGuard}; every answer is JSON, an error {@code {"error":"…"}}. */
final class ApiRoutes {

    private static final String DRAIN = "/api/drain";
    private static final String LOG_LEVEL = "/api/log-level";

    private final ApiGuard guard;
    private final DrainControl drain;
    private final DeviceRoutes devices;
    private final LogLevelRoutes logLevel;
    private final EventRoutes journal;
    private final ActuationRoutes actuations;
    private final LiveRoutes live;
    private final ManagementEvents events;
    private final OperatorsPage page = new OperatorsPage();

    ApiRoutes(
            ApiGuard guard,
            DrainControl drain,
            DeviceRoutes devices,
            LogLevelRoutes logLevel,
            EventRoutes journal,
            ActuationRoutes actuations,
            LiveRoutes live,
            ManagementEvents events) {
        this.guard = guard;
        this.drain = drain;
        this.devices = devices;
        this.logLevel = logLevel;
        this.journal = journal;
        this.actuations = actuations;
        this.live = live;
        this.events = events;
    }

    void addTo(HttpServerRoutes routes) {
        routes.get(DRAIN, guarded((request, response) -> progress(response, HttpResponseStatus.OK)))
                .post(DRAIN, guarded((request, response) -> {
                    drain.request();
                    return progress(response, HttpResponseStatus.ACCEPTED);
                }))
                .route(OperatorsPage::isAsked, guarded(page::answer))
                .route(DeviceRoutes::isAsked, guarded(devices::answer))
                .get(LOG_LEVEL, guarded(logLevel::show))
                .put(LOG_LEVEL, guarded(logLevel::change))
                .get(WordsRoute.WORDS, guarded(WordsRoute::answer))
                .route(EventRoutes::isAsked, guarded(journal::answer))
                .post(ActuationRoutes.ACTUATIONS, guarded(actuations::answer))
                .route(LiveRoutes::isAsked, guarded(live::answer))
                .route(
                        request -> request.uri().startsWith("/api/"),
                        guarded((request, response) ->
                                JsonAnswer.error(response, HttpResponseStatus.NOT_FOUND, "there is no such resource")));
    }

    private Publisher<Void> progress(HttpServerResponse response, HttpResponseStatus status) {
        DrainProgress progress = drain.progress();
        return JsonAnswer.send(
                response,
                status,
                "{\"state\":\"%s\",\"connections\":%d,\"devices\":%d}"
                        .formatted(progress.state(), progress.connections(), progress.devices()));
    }

    private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> guarded(
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        return (request, response) -> {
            ApiRefusal refusal = guard.judge(request.method(), request.requestHeaders());
            return refusal == null ? handler.apply(request, response) : refuse(request, response, refusal);
        };
    }

    private Publisher<Void> refuse(HttpServerRequest request, HttpServerResponse response, ApiRefusal refusal) {
        events.refused(address(request.remoteAddress()), refusal);
        return switch (refusal) {
            case NO_CREDENTIALS, WRONG_CREDENTIALS ->
                JsonAnswer.error(
                        response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"gateway\", charset=\"UTF-8\""),
                        HttpResponseStatus.UNAUTHORIZED,
                        "user name " + ApiGuard.USER + " and the password of GATEWAY_MANAGEMENT_PASSWORD are needed");
            case NO_PASSWORD ->
                forbid(
                        response,
                        "set GATEWAY_MANAGEMENT_PASSWORD: this port is not on loopback, and there is no API without it");
            case FOREIGN_HOST ->
                forbid(
                        response,
                        "the request's Host is not this machine's; set GATEWAY_MANAGEMENT_PASSWORD to use other names");
            case FOREIGN_ORIGIN -> forbid(response, "the request comes from a page of another place");
        };
    }

    /** As a person writes it, and as the device port does: no name, no slash. */
    private static String address(@Nullable InetSocketAddress peer) {
        return peer == null ? "unknown" : NetUtil.toSocketAddressString(peer);
    }

    private static Mono<Void> forbid(HttpServerResponse response, String why) {
        return JsonAnswer.error(response, HttpResponseStatus.FORBIDDEN, why);
    }
}
