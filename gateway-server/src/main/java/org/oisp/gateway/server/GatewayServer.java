package org.oisp.gateway.server;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.DeviceDirectory;
import org.oisp.gateway.auth.RegistrationProbe;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.events.AcceptEvents;
import org.oisp.gateway.events.BackgroundTask;
import org.oisp.gateway.events.BusEvents;
import org.oisp.gateway.events.CertificateEvents;
import org.oisp.gateway.events.DatabaseEvents;
import org.oisp.gateway.events.DroppedSignals;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.events.HeartbeatEvents;
import org.oisp.gateway.events.ManagementEvents;
import org.oisp.gateway.events.MembershipEvents;
import org.oisp.gateway.events.PresenceEvents;
import org.oisp.gateway.events.SelfProbeEvents;
import org.oisp.gateway.events.TokenKeyEvents;
import org.oisp.gateway.events.TraceEvents;
import org.oisp.gateway.health.NeighbourHealth;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.live.Gauges;
import org.oisp.gateway.live.LiveFeed;
import org.oisp.gateway.live.Self;
import org.oisp.gateway.live.alert.AlertBoard;
import org.oisp.gateway.membership.ClusterWatch;
import org.oisp.gateway.membership.InstanceLease;
import org.oisp.gateway.membership.Rebinding;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.OperatorActuations;
import org.oisp.gateway.routing.TracedActuations;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.database.PostgresPool;
import org.oisp.gateway.server.kafka.Heartbeat;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.server.management.ManagedParts;
import org.oisp.gateway.server.management.ManagementServer;
import org.oisp.gateway.server.socket.DevicePortBounds;
import org.oisp.gateway.server.socket.DevicePortParts;
import org.oisp.gateway.server.socket.DeviceSocketServer;
import org.oisp.gateway.server.tracing.TraceExemplars;
import org.oisp.gateway.server.tracing.Tracing;
import org.oisp.gateway.session.Session;
import org.oisp.gateway.session.SessionBindings;
import org.oisp.gateway.session.SessionServices;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/** The gateway, put together by hand. One instance serves one start and one stop. */
public final class GatewayServer {

    private static final Duration DATABASE_ANSWERS = Duration.ofSeconds(5);
    private static final Duration SESSIONS_END = Duration.ofSeconds(3);
    private static final Duration LOG_SUMMARY = Duration.ofSeconds(1);

    private final PrometheusMeterRegistry meters;
    private final Journal journal;
    private final GatewayEvents events;
    private final LoopResources socketLoops =
            LoopResources.create("device", Runtime.getRuntime().availableProcessors(), true);
    private final LoopResources managementLoop = LoopResources.create("management", 1, true);
    private final Scheduler verifiers =
            // Not on every core at once: connected devices have theirs beside.
            Schedulers.newParallel("token", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Disposable.Composite work = Disposables.composite();
    private final BackgroundTasks tasks;
    private final JvmMeters jvmMeters;
    private final ManagementEvents managementEvents;
    private final TraceEvents traceEvents;
    private final RunTimeLogLevel logLevel;
    private final Live live;

    private final GatewaySettings settings;
    private final FileBudget files;
    private final PostgresPool database;
    private final List<PostgresPool> replicaPools;
    private final DeviceReplicas replicas;
    private final DatabaseEvents databaseEvents;
    private final BindingLedger ledger;
    private final RegistrationProbe probe;
    private final InstanceLease lease;
    private final @Nullable Tracing tracing;
    private final Cluster cluster;
    private final @Nullable ClusterWatch clusterWatch;
    private final TokenProvider tokenProvider;
    private final @Nullable Heartbeat heartbeat;
    private final Newcomers newcomers;
    private final MemoryBudget memory;
    private final DeviceSocketServer sockets;
    private final Drain drain;
    private final SelfProbeEvents probeEvents;
    private final OwnDevice ownDevice;
    private final LiveFeed feed;
    private final ManagementServer management;
    /** From the moment on in which a device can register: the port is open, and what answers a registration runs. */
    private volatile boolean started;

    /**
     * Puts the gateway together; nothing is bound and nothing runs yet.
     *
     * @param settings what to make it of
     */
    public GatewayServer(GatewaySettings settings) {
        this.settings = settings;
        TraceExemplars exemplars = new TraceExemplars();
        meters = meters(settings.tracing() == null ? null : exemplars);
        jvmMeters = new JvmMeters(meters);
        managementEvents = new ManagementEvents(meters);
        traceEvents = new TraceEvents(meters);
        live = new Live(meters);
        files = FileBudget.of(settings);
        var registration = settings.registration();
        var neighbours = settings.neighbours();
        journal = new Journal(settings.journal(), InstantSource.system());
        tasks = new BackgroundTasks(meters, journal, Schedulers.parallel());
        logLevel = new RunTimeLogLevel(LogOutput::level, LogOutput::level, Schedulers.parallel(), journal);
        NeighbourHealth health = new NeighbourHealth(journal, neighbours.used());
        events = new GatewayEvents(meters, journal);
        CertificateEvents certificates = new CertificateEvents(meters, events);
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
                registration.tokenKey(),
                tokenProvider.keys(),
                registration.rememberedTokens(),
                registration.tokenLeeway(),
                InstantSource.system());
        HeartbeatEvents heartbeats = new HeartbeatEvents(meters, health);
        heartbeat = neighbours.kafka() == null ? null : new Heartbeat(neighbours.kafka(), heartbeats);
        memory = new MemoryBudget(settings.memory(), System::nanoTime);
        DeviceRegistry devices = new DeviceRegistry(settings.mailboxes(), events);
        SessionBindings held = new SessionBindings(devices, ledger);
        probe = new RegistrationProbe(ledger, databaseEvents, Schedulers.parallel(), new Rebinding(ledger, held)::all);
        lease = new InstanceLease(
                database.connections(),
                registration.lease(),
                version(),
                held,
                databaseEvents,
                new MembershipEvents(meters, journal),
                Schedulers.parallel());
        tracing = settings.tracing() == null
                ? null
                : new Tracing(
                        settings.tracing(),
                        registration.ledger().server(),
                        version(),
                        settings.sockets().maxMessageBytes(),
                        exemplars,
                        traceEvents);
        cluster = new Cluster(
                settings,
                devices,
                new DeviceDirectory(database.connections(), registration.ledger(), databaseEvents),
                journal,
                events,
                new BusEvents(meters, health),
                new PresenceEvents(meters),
                memory,
                live::load,
                tracing);
        clusterWatch = cluster.watch(settings, database.connections(), databaseEvents);
        newcomers = new Newcomers(settings, meters, journal);
        Authenticator authenticator =
                new Authenticator(tokens, ledger, registration.auth(), verifiers, cluster::turn, newcomers.gate());
        ActuationRouter router = cluster.router(settings, devices, events);
        SessionServices services = new SessionServices(
                authenticator,
                ledger,
                devices,
                cluster.attendance(),
                cluster.visits(),
                tracing == null ? router::route : new TracedActuations(router, tracing)::route,
                settings.sessions(),
                events);
        probeEvents = new SelfProbeEvents(meters, journal);
        ownDevice = new OwnDevice(settings, services, verifiers, probeEvents);
        sockets = new DeviceSocketServer(
                settings.sockets(),
                new DevicePortParts(
                        new DevicePortBounds(files.sockets(), new AcceptEvents(meters, "device")),
                        memory,
                        settings.memory().messageTimeout(),
                        newcomers.arrivals(),
                        ownDevice.entrance()),
                events,
                certificates,
                socketLoops,
                (peer, inbound) -> Session.converse(services, peer, inbound));
        drain = new Drain(settings.drain(), sockets, devices, ledger, lease, journal);
        feed = live.feed(
                settings,
                new Self(registration.ledger().server(), version(), System.currentTimeMillis()),
                events,
                new Gauges(
                        events::connections,
                        devices::size,
                        authenticator::underWay,
                        devices::backlog,
                        health,
                        drain::isUnderWay,
                        new AlertBoard(meters, InstantSource.system())::firing),
                journal,
                cluster,
                database.connections(),
                databaseEvents);
        management = new ManagementServer(
                settings.management().atMost(files.management()),
                meters,
                new ManagedParts(
                        tasks::down,
                        () -> started,
                        probe::succeeds,
                        cluster::isDegraded,
                        probeEvents::failure,
                        drain,
                        cluster.presence(settings, database.connections(), databaseEvents),
                        logLevel,
                        journal,
                        registration.ledger().server(),
                        new OperatorActuations(
                                router,
                                settings.senders(),
                                new MessageReader(settings.sockets().maxMessageBytes()),
                                devices,
                                events,
                                tracing),
                        feed),
                managementLoop,
                managementEvents,
                new AcceptEvents(meters, "management"));
        addGauges(authenticator, tokens, devices);
        events.gauge(
                "gateway.ready",
                "Whether a device can register now, as readiness has it",
                () -> isReady(databaseEvents) ? 1 : 0);
    }

    /** Without traces no record has to ask which one it belongs to. */
    private static PrometheusMeterRegistry meters(@Nullable TraceExemplars exemplars) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
    }

    /** As {@code /health/ready} has it, but for a look at the database: what is known of that counts. */
    private boolean isReady(DatabaseEvents databaseEvents) {
        return started
                && databaseEvents.registrationsSucceed()
                && !drain.isUnderWay()
                && probeEvents.failure() == null
                && !(cluster.isDegraded() && settings.management().busRequired());
    }

    /**
     * Starts. Rows that an earlier run left are cleared once the port is this instance's, before the first of its own is written; a
     * database that does not answer delays that, not the start.
     *
     * @return what runs, once both ports are bound; fails with a {@link StartupException} if one cannot be, or if the database cannot
     *     hold this instance's address
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

    /** Before the first device comes, so that there is no time in which it has its answer and the others do not know of it. */
    private Mono<Void> joinOthers() {
        ClusterWatch watch = clusterWatch;
        if (watch == null) {
            return joinBus();
        }
        // What is said to the others before the secret is known they may not believe.
        return watch.look().timeout(DATABASE_ANSWERS, Mono.empty()).then(Mono.defer(() -> {
            tasks.run(BackgroundTask.CLUSTER, watch.run(drain::isUnderWay));
            return joinBus();
        }));
    }

    private Mono<Void> joinBus() {
        tasks.run(BackgroundTask.BUS, cluster.runBus());
        tasks.run(BackgroundTask.DIRECTORY, cluster.runDirectory());
        return cluster.tried();
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
                    cluster.summariseLogs();
                    managementEvents.summariseLogs();
                    traceEvents.summariseLogs();
                    newcomers.summariseLogs();
                    live.summariseLogs();
                }));
        tasks.run(BackgroundTask.LEASE, lease.run());
        tasks.run(BackgroundTask.SELF_PROBE, ownDevice.run(port, drain::isUnderWay));
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
        BoundMeters.register(meters, settings, files);
        database.bindTo(meters);
        DroppedSignals.OF_PROCESS.bindTo(meters);
        events.gauge("gateway.tokens.remembered", "Good tokens that are remembered", tokens::remembered);
        events.gauge("gateway.draining", "Whether sessions are being ended, or are", () -> drain.isUnderWay() ? 1 : 0);
        events.gauge("gateway.registrations.under.way", "Registrations without an answer yet", authenticator::underWay);
        new HeldGauges(meters).register(devices, memory, journal);
    }

    private Mono<Void> release() {
        work.add(tasks);
        work.add(logLevel);
        return Mono.fromRunnable(work::dispose)
                .then(Mono.when(
                        database.close(),
                        tokenProvider.close(),
                        cluster.close(),
                        tracing == null ? Mono.empty() : tracing.close(),
                        Flux.fromIterable(replicaPools).flatMap(PostgresPool::close, 8),
                        socketLoops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)),
                        managementLoop.disposeLater(Duration.ZERO, Duration.ofSeconds(1)),
                        verifiers.disposeGracefully().timeout(Duration.ofSeconds(1), Mono.empty())))
                .doFinally(signal -> {
                    sockets.close();
                    ownDevice.close();
                    live.close();
                    jvmMeters.close();
                    meters.close();
                });
    }

    /** A gateway that runs. */
    public final class Running {
        private final DisposableServer devices;
        private final DisposableServer operators;

        private Running(DisposableServer devices, DisposableServer operators) {
            this.devices = devices;
            this.operators = operators;
        }

        /**
         * Where devices and senders connect.
         *
         * @return the device port that was bound
         */
        public int port() {
            return devices.port();
        }

        /**
         * Where operators connect.
         *
         * @return the management port that was bound
         */
        public int managementPort() {
            return operators.port();
        }

        /**
         * The event loops of the sockets, and all else, come to rest: drains, if it has not yet, and gives everything
         * back. Takes a few seconds longer than a drain may at most.
         *
         * @return completes when that is done; never fails
         */
        public Mono<Void> stop() {
            return Mono.fromRunnable(drain::request)
                    .then(drain.finished())
                    .then(Mono.fromRunnable(devices::dispose))
                    .then(Mono.when(stopHeartbeat(), sockets.endSessions(SESSIONS_END)))
                    .then(Mono.defer(cluster::settle))
                    .then(Mono.defer(() -> live.end(feed)))
                    .then(Mono.fromRunnable(operators::dispose))
                    .then(Mono.defer(GatewayServer.this::release))
                    .onErrorComplete();
        }
    }
}
