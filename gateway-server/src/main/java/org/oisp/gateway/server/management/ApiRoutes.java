package org.oisp.gateway.server.management;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.server.management.page.OperatorsPage;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** Routes of the operators' page and API; {@link ApiAccess} guards them. API errors are JSON, {@code {"error":"…"}}. */
final class ApiRoutes {

    private static final String DRAIN = "/api/drain";
    private static final String LOG_LEVEL = "/api/log-level";

    private final DrainControl drain;
    private final DeviceRoutes devices;
    private final LogLevelRoutes logLevel;
    private final EventRoutes journal;
    private final ActuationRoutes actuations;
    private final RecallRoute recall;
    private final LiveRoutes live;
    private final OperatorsPage page = new OperatorsPage();

    ApiRoutes(
            DrainControl drain,
            DeviceRoutes devices,
            LogLevelRoutes logLevel,
            EventRoutes journal,
            ActuationRoutes actuations,
            RecallRoute recall,
            LiveRoutes live) {
        this.drain = drain;
        this.devices = devices;
        this.logLevel = logLevel;
        this.journal = journal;
        this.actuations = actuations;
        this.recall = recall;
        this.live = live;
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
                .get(ActuationRoutes.ACTUATIONS, actuations::list)
                .and(HttpMethod.POST, actuations::post)
                .get(ActuationRoutes::isAt, actuations::show)
                .and(HttpMethod.DELETE, recall::delete)
                .get(LiveRoutes.LIVE, live::watch)
                .and(HttpMethod.HEAD, live::head)
                .get(LiveRoutes.INSTANCES, live::instances);
    }

    private Publisher<Void> progress(HttpServerResponse response, HttpResponseStatus status) {
        DrainProgress progress = drain.progress();
        return JsonAnswer.send(
                response,
                status,
                JsonObjectWriter.toText(object -> object.text("state", progress.state())
                        .number("connections", progress.connections())
                        .number("devices", progress.devices())));
    }
}
