package org.oisp.gateway.server;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.DeviceDirectory;
import org.oisp.gateway.auth.RegistrationCheck;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.keys.TokenKeyEvents;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.membership.BindingRestorer;
import org.oisp.gateway.cluster.membership.ClusterPoller;
import org.oisp.gateway.cluster.membership.InstanceLease;
import org.oisp.gateway.cluster.membership.MembershipEvents;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.operations.live.InstanceInfo;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.live.SampledEvents;
import org.oisp.gateway.operations.live.SampledGauges;
import org.oisp.gateway.operations.live.alert.AlertBoard;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.OperatorActuations;
import org.oisp.gateway.routing.TracedActuations;
import org.oisp.gateway.server.accept.AcceptorEvents;
import org.oisp.gateway.server.cluster.ClusterNode;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.database.PostgresPool;
import org.oisp.gateway.server.kafka.Heartbeat;
import org.oisp.gateway.server.kafka.HeartbeatEvents;
import org.oisp.gateway.server.keycloak.TokenProvider;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundTasks;
import org.oisp.gateway.server.lifecycle.Drain;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.lifecycle.RunTimeLogLevel;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.server.management.HealthIndicators;
import org.oisp.gateway.server.management.InstanceControls;
import org.oisp.gateway.server.management.ManagedComponents;
import org.oisp.gateway.server.management.ManagementServer;
import org.oisp.gateway.server.management.http.ManagementEvents;
import org.oisp.gateway.server.metrics.JvmMeters;
import org.oisp.gateway.server.metrics.LimitMeters;
import org.oisp.gateway.server.metrics.OccupancyMeters;
import org.oisp.gateway.server.socket.DevicePortBounds;
import org.oisp.gateway.server.socket.DevicePortParts;
import org.oisp.gateway.server.socket.DeviceSocketServer;
import org.oisp.gateway.server.socket.SocketEvents;
import org.oisp.gateway.server.socket.probe.SelfProbeEvents;
import org.oisp.gateway.server.socket.tls.CertificateEvents;
import org.oisp.gateway.server.tracing.TraceEvents;
import org.oisp.gateway.server.tracing.TraceExemplars;
import org.oisp.gateway.server.tracing.Tracing;
import org.oisp.gateway.session.Session;
import org.oisp.gateway.session.SessionBindings;
import org.oisp.gateway.session.SessionServices;
import org.oisp.gateway.telemetry.DroppedSignals;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/** The gateway; wires all components by hand. Supports one start and one stop. */
public final class GatewayServer {

    private static final Duration DATABASE_ANSWERS = Duration.ofSeconds(5);
    private static final Duration SESSIONS_END = Duration.ofSeconds(3);
    private static final Duration LOG_SUMMARY = Duration.ofSeconds(1);

    private final PrometheusMeterRegistry meters;
    private final Journal journal;
    private final SocketEvents events;
    private final LoopResources socketLoops =
            LoopResources.create("device", Runtime.getRuntime().availableProcessors(), true);
    private final LoopResources managementLoop = LoopResources.create("management", 1, true);
    private final Scheduler verifiers =
            // Half of the cores, so that token verification leaves the rest to connected devices.
            Schedulers.newParallel("token", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Disposable.Composite work = Disposables.composite();
    private final BackgroundTasks tasks;
    private final JvmMeters jvmMeters;
    private final ManagementEvents managementEvents;
    private final TraceEvents traceEvents;
    private final RunTimeLogLevel logLevel;
    private final LiveMonitoring liveMonitoring;

    private final GatewaySettings settings;
    private final FileBudget files;
    private final PostgresPool database;
    private final List<PostgresPool> replicaPools;
    private final DeviceReplicas replicas;
    private final DatabaseEvents databaseEvents;
    private final BindingLedger ledger;
    private final RegistrationCheck probe;
    private final InstanceLease lease;
    private final @Nullable Tracing tracing;
    private final ClusterNode clusterNode;
    private final @Nullable ClusterPoller clusterPoller;
    private final TokenProvider tokenProvider;
    private final @Nullable Heartbeat heartbeat;
    private final AdmissionControl admissionControl;
    private final MemoryBudget memory;
    private final DeviceSocketServer sockets;
    private final Drain drain;
    private final SelfProbeEvents probeEvents;
    private final ProbeDevice probeDevice;
    private final LiveFeed feed;
    private final ManagementServer management;
    /** True once a device can register: the port is open and the background tasks run. */
    private volatile boolean started;

    /**
     * Creates all components; binds and runs nothing yet.
     *
     * @param settings the configuration
     */
    public GatewayServer(GatewaySettings settings) {
        this.settings = settings;
        TraceExemplars exemplars = new TraceExemplars();
        meters = meters(settings.operations().tracing() == null ? null : exemplars);
        jvmMeters = new JvmMeters(meters);
        managementEvents = new ManagementEvents(meters);
        traceEvents = new TraceEvents(meters);
        liveMonitoring = new LiveMonitoring(meters);
        files = FileBudget.of(settings);
        var registration = settings.registration();
        var neighbours = settings.neighbours();
        journal = new Journal(settings.operations().journal(), InstantSource.system());
        tasks = new BackgroundTasks(meters, journal, Schedulers.parallel());
        logLevel = new RunTimeLogLevel(LogOutput::level, LogOutput::level, Schedulers.parallel(), journal);
        NeighbourHealth health = new NeighbourHealth(journal, neighbours.used());
        events = SocketEvents.of(meters, journal);
        CertificateEvents certificates = new CertificateEvents(meters);
        databaseEvents = new DatabaseEvents(meters, health);
        database = new PostgresPool(neighbours.database());
        replicaPools = neighbours.replicas().stream().map(PostgresPool::new).toList();
        replicas = new DeviceReplicas(
                replicaPools.stream()
                        .map(pool -> new DeviceReplicas.Server(pool.where(), pool.connections()))
                        .toList(),
                neighbours.replicaUse(),
                databaseEvents,
                Schedulers.parallel());
        ledger = new BindingLedger(
                database.connections(), replicas, registration.ledger(), databaseEvents, Schedulers.parallel());
        tokenProvider = new TokenProvider(
                neighbours.keycloak(),
                registration.keyFetch(),
                new TokenKeyEvents(meters, InstantSource.system(), health));
        TokenVerifier tokens = new TokenVerifier(
                registration.tokens().key(),
                tokenProvider.keys(),
                registration.tokens().remembered(),
                registration.tokens().leeway(),
                InstantSource.system());
        HeartbeatEvents heartbeats = new HeartbeatEvents(meters, health);
        heartbeat = neighbours.kafka() == null ? null : new Heartbeat(neighbours.kafka(), heartbeats);
        memory = new MemoryBudget(settings.peers().memory(), System::nanoTime);
        DeviceRegistry devices = new DeviceRegistry(settings.peers().mailboxes(), events.connections());
        SessionBindings held = new SessionBindings(devices, ledger);
        probe = new RegistrationCheck(
                ledger, databaseEvents, Schedulers.parallel(), new BindingRestorer(ledger, held)::all);
        lease = new InstanceLease(
                database.connections(),
                registration.lease(),
                version(),
                held,
                databaseEvents,
                new MembershipEvents(meters, journal),
                Schedulers.parallel());
        tracing = settings.operations().tracing() == null
                ? null
                : new Tracing(
                        settings.operations().tracing(),
                        registration.ledger().server(),
                        version(),
                        settings.sockets().maxMessageBytes(),
                        exemplars,
                        traceEvents);
        clusterNode = new ClusterNode(
                settings,
                devices,
                new DeviceDirectory(database.connections(), registration.ledger(), databaseEvents),
                journal,
                events.actuations(),
                new BusEvents(meters, health),
                new PresenceEvents(meters),
                memory,
                liveMonitoring::load,
                tracing);
        clusterPoller = clusterNode.watch(settings, database.connections(), databaseEvents);
        admissionControl = new AdmissionControl(settings, meters, journal);
        Authenticator authenticator = new Authenticator(
                tokens, ledger, registration.auth(), verifiers, clusterNode::turn, admissionControl.gate());
        ActuationRouter router = clusterNode.router(settings, devices, events.actuations());
        SessionServices services = new SessionServices(
                authenticator,
                ledger,
                devices,
                clusterNode.attendance(),
                clusterNode.visits(),
                tracing == null ? router::route : new TracedActuations(router, tracing)::route,
                settings.peers().sessions(),
                events.sessions());
        probeEvents = new SelfProbeEvents(meters, journal);
        probeDevice = new ProbeDevice(settings, services, verifiers, probeEvents);
        sockets = new DeviceSocketServer(
                settings.sockets(),
                new DevicePortParts(
                        new DevicePortBounds(files.sockets(), new AcceptorEvents(meters, "device")),
                        memory,
                        settings.peers().memory().messageTimeout(),
                        admissionControl.arrivals(),
                        probeDevice.entrance()),
                events,
                certificates,
                socketLoops,
                (peer, inbound) -> Session.converse(services, peer, inbound));
        drain = new Drain(settings.operations().drain(), sockets, devices, ledger, lease, journal);
        feed = liveMonitoring.feed(
                settings,
                new InstanceInfo(registration.ledger().server(), version(), System.currentTimeMillis()),
                new SampledEvents(
                        events::counts, events.actuations().deliveryTimes(), events.strangers()::limitedAddresses),
                new SampledGauges(
                        events.connections()::connections,
                        devices::size,
                        authenticator::underWay,
                        devices::backlog,
                        health,
                        drain::isUnderWay,
                        new AlertBoard(meters, InstantSource.system())::firing),
                journal,
                clusterNode,
                database.connections(),
                databaseEvents);
        management = new ManagementServer(
                settings.management().atMost(files.management()),
                meters,
                new ManagedComponents(
                        new HealthIndicators(
                                tasks::down,
                                () -> started,
                                probe::succeeds,
                                clusterNode::isDegraded,
                                probeEvents::failure),
                        new InstanceControls(drain, logLevel),
                        clusterNode.presence(settings, database.connections(), databaseEvents),
                        journal,
                        registration.ledger().server(),
                        new OperatorActuations(
                                router,
                                settings.peers().senders(),
                                new MessageReader(settings.sockets().maxMessageBytes()),
                                devices,
                                events.actuations(),
                                tracing),
                        feed),
                managementLoop,
                managementEvents,
                new AcceptorEvents(meters, "management"));
        addGauges(authenticator, tokens, devices);
        gauge(
                "gateway.ready",
                "Whether a device can register now, as readiness has it",
                () -> isReady(databaseEvents) ? 1 : 0);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(meters);
    }

    /** Creates the registry; without tracing it looks up no exemplars. */
    private static PrometheusMeterRegistry meters(@Nullable TraceExemplars exemplars) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
    }

    /** Returns readiness as {@code /health/ready} does, but from the known state of the database instead of a new probe. */
    private boolean isReady(DatabaseEvents databaseEvents) {
        return started
                && databaseEvents.registrationsSucceed()
                && !drain.isUnderWay()
                && probeEvents.failure() == null
                && !(clusterNode.isDegraded() && settings.management().busRequired());
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
                .then(Mono.defer(sockets::prepare))
                .then(ledger.prepare().timeout(DATABASE_ANSWERS, Mono.empty()))
                .onErrorMap(error -> StartupException.misconfigured(error, settings, database.where()))
                .then(Mono.defer(() ->
                        management.bind().onErrorMap(cannotBind(Setting.MANAGEMENT_PORT, Setting.MANAGEMENT_HOST))))
                .flatMap(operators -> joinOthers()
                        .then(Mono.defer(sockets::bind))
                        .onErrorMap(cannotBind(Setting.PORT, Setting.PORT))
                        .<Running>map(devices -> new Running(devices, operators))
                        .doOnNext(running -> beginWork(running.port()))
                        .doOnError(error -> operators.dispose()))
                .onErrorResume(error -> release().then(Mono.error(error)));
    }

    /** Joins the cluster before the first device can register, so that the other instances learn of every registration. */
    private Mono<Void> joinOthers() {
        ClusterPoller watch = clusterPoller;
        if (watch == null) {
            return joinBus();
        }
        // Other instances may reject messages sent before the secret is known.
        return watch.look().timeout(DATABASE_ANSWERS, Mono.empty()).then(Mono.defer(() -> {
            tasks.run(BackgroundTask.CLUSTER, watch.run(drain::isUnderWay));
            return joinBus();
        }));
    }

    private Mono<Void> joinBus() {
        tasks.run(BackgroundTask.BUS, clusterNode.runBus());
        tasks.run(BackgroundTask.DIRECTORY, clusterNode.runDirectory());
        return clusterNode.tried();
    }

    private void beginWork(int port) {
        tasks.run(BackgroundTask.BINDINGS, ledger.run());
        tasks.run(BackgroundTask.REGISTRATION_PROBE, probe.run());
        tasks.run(BackgroundTask.LIVE, feed.run());
        tasks.run(BackgroundTask.REPLICAS, replicas.run());
        tasks.run(BackgroundTask.TOKEN_KEYS, tokenProvider.run());
        tasks.runUntilDone(BackgroundTask.CERTIFICATES, sockets.maintain());
        tasks.run(
                BackgroundTask.LOG_SUMMARY,
                Flux.interval(LOG_SUMMARY).onBackpressureDrop().doOnNext(tick -> {
                    sockets.releaseAddresses();
                    events.summariseLogs();
                    databaseEvents.rowLocks().summariseLogs();
                    DroppedSignals.OF_PROCESS.summariseLogs();
                    clusterNode.summariseLogs();
                    managementEvents.summariseLogs();
                    traceEvents.summariseLogs();
                    admissionControl.summariseLogs();
                    liveMonitoring.summariseLogs();
                }));
        tasks.run(BackgroundTask.LEASE, lease.run());
        tasks.run(BackgroundTask.SELF_PROBE, probeDevice.run(port, drain::isUnderWay));
        tasks.runUntilDone(BackgroundTask.DRAIN, drain.run());
        startHeartbeat();
        started = true;
        journal.system("started", "The gateway " + version() + " has started.");
    }

    private static String version() {
        String version = GatewayServer.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    private void startHeartbeat() {
        if (heartbeat != null) {
            heartbeat.start();
        }
    }

    private Mono<Void> stopHeartbeat() {
        return heartbeat == null ? Mono.empty() : heartbeat.stop();
    }

    private static Function<Throwable, Throwable> cannotBind(Setting port, Setting host) {
        return error -> StartupException.cannotListen(port.variable(), host.variable(), error);
    }

    private void addGauges(Authenticator authenticator, TokenVerifier tokens, DeviceRegistry devices) {
        LimitMeters.register(meters, settings, files);
        database.bindTo(meters);
        DroppedSignals.OF_PROCESS.bindTo(meters);
        gauge("gateway.tokens.remembered", "Good tokens that are remembered", tokens::remembered);
        gauge("gateway.draining", "Whether sessions are being ended, or are", () -> drain.isUnderWay() ? 1 : 0);
        gauge("gateway.registrations.under.way", "Registrations without an answer yet", authenticator::underWay);
        new OccupancyMeters(meters).register(devices, memory, journal);
    }

    private Mono<Void> release() {
        work.add(tasks);
        work.add(logLevel);
        return Mono.fromRunnable(work::dispose)
                .then(Mono.when(
                        database.close(),
                        tokenProvider.close(),
                        clusterNode.close(),
                        tracing == null ? Mono.empty() : tracing.close(),
                        Flux.fromIterable(replicaPools).flatMap(PostgresPool::close, 8),
                        socketLoops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)),
                        managementLoop.disposeLater(Duration.ZERO, Duration.ofSeconds(1)),
                        verifiers.disposeGracefully().timeout(Duration.ofSeconds(1), Mono.empty())))
                .doFinally(signal -> {
                    sockets.close();
                    probeDevice.close();
                    liveMonitoring.close();
                    jvmMeters.close();
                    meters.close();
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
         * Drains the gateway, if that is not done yet, and stops everything. Takes a few seconds longer than the drain's timeout at most.
         *
         * @return completes when stopped; never fails
         */
        public Mono<Void> stop() {
            return Mono.fromRunnable(drain::request)
                    .then(drain.finished())
                    .then(Mono.fromRunnable(devices::dispose))
                    .then(Mono.when(stopHeartbeat(), sockets.endSessions(SESSIONS_END)))
                    .then(Mono.defer(clusterNode::settle))
                    .then(Mono.defer(() -> liveMonitoring.end(feed)))
                    .then(Mono.fromRunnable(operators::dispose))
                    .then(Mono.defer(GatewayServer.this::release))
                    .onErrorComplete();
        }
    }
}
