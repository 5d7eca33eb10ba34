package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.management.http.ApiRefusal;
import org.oisp.gateway.server.management.http.ManagementEvents;
import org.oisp.gateway.server.management.page.OperatorsPage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Routes of the operators' page and API. Every request passes the {@link ApiGuard}. API errors are JSON, {@code {"error":"…"}}. */
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

    void addTo(RouteTable routeTable) {
        routeTable
                .get(DRAIN, (request, response) -> progress(response, HttpResponseStatus.OK))
                .and(HttpMethod.POST, (request, response) -> {
                    drain.request();
                    return progress(response, HttpResponseStatus.ACCEPTED);
                })
                .get(OperatorsPage::isAt, page::answer)
                .get(DeviceRoutes::isAt, devices::answer)
                .get(LOG_LEVEL, logLevel::show)
                .and(HttpMethod.PUT, logLevel::change)
                .get(ExplanationsRoute.WORDS, ExplanationsRoute::answer)
                .get(EventRoutes.EVENTS, journal::answer)
                .post(ActuationRoutes.ACTUATIONS, actuations::answer)
                .get(LiveRoutes.LIVE, live::watch)
                .and(HttpMethod.HEAD, live::head)
                .get(LiveRoutes.INSTANCES, live::instances);
    }

    /** Returns the response to a request that is not allowed; null if it is allowed. */
    @Nullable
    Publisher<Void> refusal(String path, HttpServerRequest request, HttpServerResponse response) {
        boolean page = OperatorsPage.isAt(path);
        if (!page && !path.startsWith("/api/")) {
            return null;
        }
        ApiRefusal refusal = guard.judge(request.method(), request.requestHeaders(), page);
        return refusal == null ? null : refuse(request, response, refusal);
    }

    private Publisher<Void> progress(HttpServerResponse response, HttpResponseStatus status) {
        DrainProgress progress = drain.progress();
        return JsonAnswer.send(
                response,
                status,
                "{\"state\":\"%s\",\"connections\":%d,\"devices\":%d}"
                        .formatted(progress.state(), progress.connections(), progress.devices()));
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

    /** Formats an address as the device port does: without name or slash. */
    private static String address(@Nullable InetSocketAddress peer) {
        return peer == null ? "unknown" : NetUtil.toSocketAddressString(peer);
    }

    private static Mono<Void> forbid(HttpServerResponse response, String why) {
        return JsonAnswer.error(response, HttpResponseStatus.FORBIDDEN, why);
    }
}
