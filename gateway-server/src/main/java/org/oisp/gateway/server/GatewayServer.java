package org.oisp.gateway.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.oisp.gateway.server.cluster.ClusterEvents;
import org.oisp.gateway.server.cluster.ClusterNode;
import org.oisp.gateway.server.cluster.ReceiptServices;
import org.oisp.gateway.server.cluster.RoutingServices;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundTasks;
import org.oisp.gateway.server.lifecycle.BackgroundWork;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.lifecycle.TimerDeadlines;
import org.oisp.gateway.telemetry.DroppedSignals;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** The gateway: its parts, wired by hand, and the order in which they start and stop. Supports one start and one stop. */
public final class GatewayServer {

    private static final Duration LOG_SUMMARY = Duration.ofSeconds(1);

    private static final Duration RECEIPT_CHECK = Duration.ofMillis(10);

    /** For the other instances to report the outcomes of what they were sent. */
    private static final Duration LAST_RECEIPTS = Duration.ofSeconds(1);

    /** The order in which the tasks of all parts start once the device port is bound. */
    static final List<BackgroundTask> START_ORDER = List.of(
            BackgroundTask.BINDINGS,
            BackgroundTask.REGISTRATION_PROBE,
            BackgroundTask.LIVE,
            BackgroundTask.REPLICAS,
            BackgroundTask.TOKEN_KEYS,
            BackgroundTask.CERTIFICATES,
            BackgroundTask.LOG_SUMMARY,
            BackgroundTask.LEASE,
            BackgroundTask.SELF_PROBE,
            BackgroundTask.WARM_UP,
            BackgroundTask.DRAIN);

    private final GatewaySettings settings;
    private final FileBudget files;
    private final Telemetry telemetry;
    private final BackgroundTasks tasks;
    private final LiveMonitoring liveMonitoring;
    private final LocalDevices devices;
    private final TimerDeadlines deadlines = new TimerDeadlines();
    private final Persistence persistence;
    private final ClusterNode cluster;
    private final DeviceSessions sessions;
    private final Readiness readiness;
    private final Operations operations;

    /**
     * Creates all components; binds and runs nothing yet.
     *
     * @param settings the configuration
     */
    public GatewayServer(GatewaySettings settings) {
        this.settings = settings;
        files = FileBudget.of(settings);
        telemetry = new Telemetry(settings);
        tasks = new BackgroundTasks(telemetry.meters(), telemetry.journal(), Schedulers.parallel());
        liveMonitoring = new LiveMonitoring(telemetry.meters());
        devices = LocalDevices.of(settings, telemetry, deadlines);
        persistence = new Persistence(settings, telemetry, devices.registry());
        cluster = new ClusterNode(
                settings,
                devices.registry(),
                persistence.shared(),
                new RoutingServices(
                        devices.events().actuations(),
                        devices.hold(),
                        new ReceiptServices(settings.peers().receipts(), deadlines, telemetry.receipts()),
                        telemetry.tracing()),
                telemetry.journal(),
                liveMonitoring::load,
                ClusterEvents.of(telemetry.meters(), telemetry.health(), telemetry.journal()));
        sessions = new DeviceSessions(settings, telemetry, devices, persistence, cluster, files.sockets(), deadlines);
        ServingParts parts = new ServingParts(devices, persistence, cluster, sessions);
        readiness = new Readiness(parts, settings.management().busRequired(), telemetry);
        operations = new Operations(settings, telemetry, parts, liveMonitoring, readiness.indicators(tasks), files);
    }

    /**
     * Starts the gateway. Rows of an earlier run are cleared once this instance has bound the port, before it writes its first row; an
     * unavailable database delays that, not the start.
     *
     * @return the running gateway once both ports are bound; fails with a {@link StartupException} if a port cannot be bound, or if the
     *     database cannot store this instance's address
     */
    public Mono<Running> start() {
        String tooFewFiles = files.hopelessness();
        return Mono.<Void>defer(() ->
                        tooFewFiles == null ? Mono.empty() : Mono.error(StartupException.tooFewFiles(tooFewFiles)))
                .then(Mono.defer(sessions::prepare))
                .then(persistence.prepare())
                .onErrorMap(error -> StartupException.misconfigured(error, settings, persistence.where()))
                .then(Mono.defer(() ->
                        operations.bind().onErrorMap(cannotBind(Setting.MANAGEMENT_PORT, Setting.MANAGEMENT_HOST))))
                .flatMap(operators -> cluster.join(tasks, sessions.drain()::isUnderWay)
                        .then(Mono.defer(sessions::bind))
                        .onErrorMap(cannotBind(Setting.PORT, Setting.PORT))
                        .<Running>map(devices -> new Running(devices, operators))
                        .doOnNext(running -> beginWork(running.port()))
                        .doOnError(error -> operators.dispose()))
                .onErrorResume(error -> release().then(Mono.error(error)));
    }

    private static Function<Throwable, Throwable> cannotBind(Setting port, Setting host) {
        return error -> StartupException.cannotListen(port.variable(), host.variable(), error);
    }

    private void beginWork(int port) {
        BackgroundWork logSummary = BackgroundWork.endless(
                BackgroundTask.LOG_SUMMARY,
                () -> Flux.interval(LOG_SUMMARY).onBackpressureDrop().doOnNext(tick -> summariseLogs()));
        Stream.of(persistence.work(), sessions.work(port), operations.work(), List.of(logSummary))
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(work -> START_ORDER.indexOf(work.task())))
                .forEach(tasks::start);
        operations.startHeartbeat();
        readiness.started();
        telemetry
                .journal()
                .system("started", "The gateway " + BuildInfo.ofThisGateway().version() + " has started.");
    }

    private void summariseLogs() {
        sessions.releaseAddresses();
        devices.events().summariseLogs();
        persistence.summariseLogs();
        DroppedSignals.OF_PROCESS.summariseLogs();
        cluster.summariseLogs();
        operations.summariseLogs();
        telemetry.summariseLogs();
        sessions.summariseLogs();
        liveMonitoring.summariseLogs();
    }

    /** Waits for what clients of the API still wait for, a moment at most, and then ends it: their connections are about to be cut. */
    private Mono<Void> endReceipts() {
        return Mono.delay(RECEIPT_CHECK)
                .repeat(() -> telemetry.receipts().pending() > 0)
                .then()
                .timeout(LAST_RECEIPTS, deadlines.runAll());
    }

    /** Ends the tasks first; then all that takes its time at once, begun in this order; then the rest. */
    private Mono<Void> release() {
        return Mono.fromRunnable(() -> {
                    tasks.dispose();
                    operations.restoreLogLevel();
                })
                .then(Mono.when(
                        persistence.closePrimary(),
                        sessions.closeTokenProvider(),
                        cluster.close(),
                        telemetry.closeTracing(),
                        persistence.closeReplicas(),
                        sessions.closeLoops(),
                        operations.closeLoop(),
                        sessions.closeTokenThreads()))
                .doFinally(signal -> {
                    sessions.close();
                    deadlines.close();
                    liveMonitoring.close();
                    telemetry.close();
                });
    }

    /** A running gateway. */
    public final class Running {
        private final DisposableServer devices;
        private final DisposableServer operators;

        private Running(DisposableServer devices, DisposableServer operators) {
            this.devices = devices;
            this.operators = operators;
        }

        /**
         * Returns the bound device port.
         *
         * @return a TCP port
         */
        public int port() {
            return devices.port();
        }

        /**
         * Returns the bound management port.
         *
         * @return a TCP port
         */
        public int managementPort() {
            return operators.port();
        }

        /**
         * Returns what {@code /health/live} answers: whether all background tasks run. Thread-safe.
         *
         * @return false if one of them is down
         */
        public boolean isLive() {
            return tasks.down().isEmpty();
        }

        /**
         * Drains the gateway, if that is not done yet, and stops everything. Takes a few seconds longer than the drain's timeout at most.
         *
         * @return completes when stopped; never fails
         */
        public Mono<Void> stop() {
            return Mono.fromRunnable(sessions.drain()::request)
                    .then(sessions.drain().finished())
                    .then(Mono.fromRunnable(devices::dispose))
                    .then(Mono.when(operations.stopHeartbeat(), sessions.end()))
                    // Outcomes also come from other instances, and of what the reconnect hold still has.
                    .then(Mono.defer(() -> Mono.when(
                            operations.actuationsAnswered(sessions.drain().left()), cluster.settle())))
                    .then(Mono.defer(GatewayServer.this::endReceipts))
                    .then(Mono.defer(operations::answerActuations))
                    .then(Mono.defer(operations::endFeed))
                    .then(Mono.fromRunnable(operators::dispose))
                    .then(Mono.defer(GatewayServer.this::release))
                    .onErrorComplete();
        }
    }
}
