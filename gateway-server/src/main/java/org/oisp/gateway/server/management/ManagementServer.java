package org.oisp.gateway.server.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.server.accept.AcceptGate;
import org.oisp.gateway.server.accept.AcceptorEvents;
import org.oisp.gateway.server.management.http.ConnectionTable;
import org.oisp.gateway.server.management.http.ManagementEvents;
import org.oisp.gateway.server.management.http.RequestBounds;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** HTTP server for health, metrics and the operators' API. Has its own event loop, so that a scrape does not delay a delivery. */
public final class ManagementServer {

    /** Readiness requests within this time share one database check: the connection pool is small, and devices need it. */
    private static final String WARMING_UP =
            "it rehearses registrations on itself before devices are sent here, for GATEWAY_WARM_UP at most; a device that comes all the"
                    + " same is served and ends this";

    private static final Duration SAME_ANSWER = Duration.ofMillis(100);

    /** The instances that readiness names at most. */
    private static final int MAX_NAMED = 20;

    private final ManagementSettings settings;
    private final MetricsRoute metrics;
    private final Mono<Boolean> databaseAnswers;
    private final HealthIndicators health;
    private final DrainControl drain;
    private final LoopResources loops;
    private final ApiAccess access;
    private final ActuationRoutes actuations;
    private final ApiRoutes api;
    private final ManagementEvents events;
    private final AcceptorEvents accepting;
    private final ConnectionTable connections;

    /**
     * Creates an unbound server.
     *
     * @param settings address and bounds of the port
     * @param meters the metrics to serve
     * @param parts what operators can see and use
     * @param loops the event loop
     * @param events receives refused requests and closed connections
     * @param accepting receives failures to accept connections
     */
    public ManagementServer(
            ManagementSettings settings,
            PrometheusMeterRegistry meters,
            ManagedComponents parts,
            LoopResources loops,
            ManagementEvents events,
            AcceptorEvents accepting) {
        this.settings = settings;
        this.metrics = new MetricsRoute(meters);
        this.events = events;
        this.accepting = accepting;
        this.connections = new ConnectionTable(settings.connections(), events);
        events.connections(connections::size);
        this.health = parts.health();
        this.drain = parts.controls().drain();
        this.databaseAnswers = Mono.defer(health.databaseAnswers()).cache(SAME_ANSWER);
        this.loops = loops;
        this.access = new ApiAccess(
                new ApiGuard(settings, sender -> parts.actuations().admits(sender)), events);
        this.actuations = new ActuationRoutes(
                parts.actuations(),
                new ActuationAdvice(
                        device -> parts.presence().device(device),
                        device -> parts.presence().events(device),
                        parts.instance(),
                        InstantSource.system()),
                access::caller);
        this.api = new ApiRoutes(
                drain,
                new DeviceRoutes(parts.presence()),
                new LogLevelRoutes(parts.controls().logLevel()),
                new EventRoutes(parts.journal(), parts.instance()),
                actuations,
                new LiveRoutes(parts.live(), settings.password() != null));
    }

    /**
     * Binds the port.
     *
     * @return the listening socket, or an error if the port cannot be bound
     */
    public Mono<? extends DisposableServer> bind() {
        HttpServer server = HttpServer.create()
                .host(settings.host())
                .port(settings.port())
                .runOn(loops)
                .idleTimeout(settings.connections().idleTimeout())
                .doOnChannelInit((observer, channel, remote) ->
                        RequestBounds.addTo(channel.pipeline(), settings.connections(), connections, events))
                .handle(resources()::answer);
        // Connections make room for each other, so this gate needs no limit.
        return AcceptGate.guard(server, Integer.MAX_VALUE, accepting).bind();
    }

    /**
     * Waits until the clients that have sent an actuation know its outcome.
     *
     * @param atMost how long
     * @return completes when they are answered, or that time is over; never fails
     */
    public Mono<Void> actuationsAnswered(Duration atMost) {
        return actuations.answered(atMost);
    }

    /**
     * Answers the clients that have sent an actuation and still wait, also if its outcome is not known.
     *
     * @return completes when they are answered, or do not read their answers; never fails
     */
    public Mono<Void> answerActuations() {
        return actuations.answerAll();
    }

    private RouteTable resources() {
        RouteTable routeTable = new RouteTable(access, events)
                .get("/health/live", (request, response) -> live(response))
                .get("/health/ready", (request, response) -> ready(response))
                .get("/metrics", metrics::answer);
        api.addTo(routeTable);
        return routeTable;
    }

    private Publisher<Void> live(HttpServerResponse response) {
        List<String> dead = health.deadTasks().get();
        return dead.isEmpty()
                ? health(response, true, "up")
                : JsonAnswer.send(
                        response,
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        JsonObjectWriter.toText(
                                object -> object.text("status", "down").texts("tasks", dead)));
    }

    private Publisher<Void> ready(HttpServerResponse response) {
        if (!health.started().getAsBoolean()) {
            return health(response, false, "starting");
        }
        if (drain.isUnderWay()) {
            return health(response, false, "draining");
        }
        return health.warmingUp().getAsBoolean()
                ? notReady(response, "warming up", WARMING_UP)
                : databaseAnswers.flatMap(up -> Mono.from(readiness(response, up)));
    }

    private Publisher<Void> readiness(HttpServerResponse response, boolean databaseUp) {
        if (!databaseUp) {
            return health(response, false, "database down");
        }
        String lost = health.probeFailure().get();
        if (lost != null) {
            return notReady(response, "self-probe", lost);
        }
        if (health.degraded().getAsBoolean()) {
            return health(response, !settings.busRequired(), "degraded");
        }
        List<String> unheard = health.unheard().get();
        // Ready all the same: no instance can know whether itself or the other is cut off, so that all would be
        // unready.
        return unheard.isEmpty()
                ? health(response, true, "up")
                : JsonAnswer.send(
                        response,
                        HttpResponseStatus.OK,
                        JsonObjectWriter.toText(
                                object -> object.text("status", "split").texts("unheard", first(unheard))));
    }

    private static List<String> first(List<String> names) {
        return names.subList(0, Math.min(names.size(), MAX_NAMED));
    }

    private static Publisher<Void> notReady(HttpServerResponse response, String status, String reason) {
        return JsonAnswer.send(
                response,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                JsonObjectWriter.toText(object -> object.text("status", status).text("reason", reason)));
    }

    private static Publisher<Void> health(HttpServerResponse response, boolean good, String status) {
        return JsonAnswer.send(
                response,
                good ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                JsonObjectWriter.toText(object -> object.text("status", status)));
    }
}
