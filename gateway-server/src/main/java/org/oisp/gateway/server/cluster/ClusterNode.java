package org.oisp.gateway.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.operations.presence.LoadReplies;
import org.oisp.gateway.operations.presence.LocalPresence;
import org.oisp.gateway.operations.presence.PresenceMessenger;
import org.oisp.gateway.operations.presence.PresenceService;
import org.oisp.gateway.queue.ActuationQueue;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.OwnershipListener;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.KeptActuations;
import org.oisp.gateway.routing.OwnerReceipts;
import org.oisp.gateway.routing.QueuedRoute;
import org.oisp.gateway.routing.ReconnectHold;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundTasks;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * This instance among the others: its link to them, ownership, routing and presence. Without Redis it acts as a single instance. Runs
 * the tasks {@link BackgroundTask#CLUSTER}, {@link BackgroundTask#BUS}, {@link BackgroundTask#DIRECTORY} and {@link BackgroundTask#QUEUE}.
 */
public final class ClusterNode {

    /** Bound of queued questions and answers, of some kilobytes mostly, of 256 at most. */
    private static final int MAX_QUESTIONS = 512;

    private static final Duration LAST_EVENTS = Duration.ofSeconds(1);
    private static final Duration HOLD_CHECK = Duration.ofMillis(20);
    private static final Duration DATABASE_ANSWERS = Duration.ofSeconds(5);

    private final ClusterEvents events;
    private final Scheduler presenceWorker = Schedulers.newBoundedElastic(1, MAX_QUESTIONS, "presence", 60, true);
    private final PresenceMessenger dialogue;
    private final PresenceService presence;
    private final @Nullable SignedBus bus;
    private final @Nullable ClusterRouting routing;
    private final ActuationRouter router;
    private final ActuationReceipts receipts;
    private final ReconnectHold hold;
    private final KeptActuations queue;

    /**
     * Creates a node without a link, and registers its gauges.
     *
     * @param settings the configuration
     * @param devices the devices connected here
     * @param database the database of all instances
     * @param services what routing uses of this instance
     * @param journal the recent events of this instance, for the other instances
     * @param load supplies this instance's load, for the other instances
     * @param events receives the events between the instances
     */
    public ClusterNode(
            GatewaySettings settings,
            DeviceRegistry devices,
            SharedDatabase database,
            RoutingServices services,
            Journal journal,
            Supplier<InstanceLoad> load,
            ClusterEvents events) {
        this.events = events;
        this.hold = services.hold();
        RedisSettings redis = settings.neighbours().redis();
        String instance = UUID.randomUUID().toString();
        String server = settings.registration().ledger().server();
        this.bus = redis == null ? null : SignedBus.of(redis, instance, server, events);
        this.dialogue = new PresenceMessenger(
                instance,
                new LocalPresence(server, devices, load, journal),
                bus == null ? null : bus.bus()::link,
                events.presence(),
                presenceWorker);
        this.presence = new PresenceService(
                settings.management().presence(),
                database.connections(),
                settings.registration().ledger(),
                dialogue,
                database.events(),
                events.presence(),
                presenceWorker);
        OwnerReceipts owners = new OwnerReceipts(instance);
        this.queue = queue(settings, devices, database, services, owners);
        this.routing = bus == null
                ? null
                : new ClusterRouting(
                        new BusParts(bus, dialogue, events),
                        settings,
                        devices,
                        database,
                        services,
                        new ReceiptParts(owners, queue));
        this.router = routing == null
                ? new ActuationRouter(settings.peers().senders(), devices, services.events(), services.hold())
                : routing.router();
        this.receipts = routing == null
                ? new ActuationReceipts(
                        router,
                        services.receipts().settings(),
                        services.receipts().deadlines(),
                        services.receipts().events(),
                        services.tracer(),
                        null,
                        queue)
                : routing.receipts();
        addGauges();
    }

    private KeptActuations queue(
            GatewaySettings settings,
            DeviceRegistry devices,
            SharedDatabase database,
            RoutingServices services,
            OwnerReceipts owners) {
        QueuedRoute route = new QueuedRoute(
                devices,
                services.events(),
                owners,
                () -> bus == null ? null : bus.bus().link(),
                services.receipts().events());
        ActuationQueue kept = new ActuationQueue(
                database.queueConnections(),
                settings.peers().queue(),
                settings.registration().ledger().queryTimeout(),
                new ActuationQueue.QueueServices(
                        devices, services.queue().memory(), services.receipts().deadlines(), Schedulers.parallel()),
                route,
                database.events(),
                services.queue().events());
        return new KeptActuations(kept, route);
    }

    private void addGauges() {
        events.presence()
                .gauge(
                        "gateway.connection.events.pending",
                        "Connection events that wait for Redis",
                        () -> bus == null ? 0 : bus.bus().unwritten());
        gauge(
                "gateway.devices.announced",
                "Devices here that are announced to the other instances",
                () -> routing == null ? 0 : routing.ownership().announced());
        gauge(
                "gateway.cluster.unsigned.accepted",
                "1 if unsigned messages of other instances are accepted, else 0",
                () -> bus != null && bus.trust().acceptsUnsigned() ? 1 : 0);
        gauge(
                "gateway.instances.unheard",
                "Other instances that have a valid lease and are not heard over Redis",
                () -> unheard().size());
        gauge(
                "gateway.forwards.under.way",
                "Actuations in flight to other instances",
                () -> routing == null ? 0 : routing.forwarder().underWay());
        gauge(
                "gateway.forwards.under.way.bytes",
                "Bytes of the actuations in flight to other instances",
                () -> routing == null ? 0 : routing.forwarder().bytesUnderWay());
        gauge(
                "gateway.routes.remembered",
                "Cached addresses of devices on other instances",
                () -> routing == null ? 0 : routing.forwarder().remembered());
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        events.bus().gauge(name, description, value);
    }

    /** Returns the router of this instance. */
    public ActuationRouter router() {
        return router;
    }

    /** Returns the front of the router for senders that want to know the outcome. */
    public ActuationReceipts receipts() {
        return receipts;
    }

    /** Returns the listener that tells other instances of devices here. */
    public OwnershipListener ownershipListener() {
        return routing == null ? OwnershipListener.NONE : routing.ownership();
    }

    /** Returns the listener that writes connects and disconnects to the stream, and delivers what is kept for devices that connect. */
    public ConnectionListener connectionListener() {
        return bus == null
                ? queue.queue()
                : new ConnectionListenerPair(bus.bus().connectionListener(), queue.queue());
    }

    /** Returns the queue of kept actuations. */
    public ActuationQueue queue() {
        return queue.queue();
    }

    /** Returns the service that tells which devices are connected on any instance. */
    public PresenceService presence() {
        return presence;
    }

    /** Returns the load of the other instances that answer in time. */
    public Mono<LoadReplies> loads(Duration timeout) {
        return dialogue.loads(timeout);
    }

    /** Completes when the device may be bound; delays repeated take-overs. */
    public Mono<Void> awaitTakeover(DeviceClaim claim) {
        return routing == null ? Mono.empty() : routing.awaitTakeover(new DeviceAddress(claim.account(), claim.id()));
    }

    /** Returns whether Redis is configured but there is no link. */
    public boolean isDegraded() {
        return bus != null && bus.bus().link() == null;
    }

    /** Returns the names of the other instances that have a lease and are not heard over Redis; none while there is no link. */
    public List<String> unheard() {
        return routing == null ? List.of() : routing.splits().unheard();
    }

    /**
     * Joins the other instances, and starts the tasks of this node. Must complete before the first device can register, so that the other
     * instances learn of every registration.
     *
     * @param tasks runs the tasks
     * @param draining whether the drain is under way, from when on the shared state is not polled any more
     * @return completes when the first connection attempt is over; never fails
     */
    public Mono<Void> join(BackgroundTasks tasks, BooleanSupplier draining) {
        tasks.run(BackgroundTask.QUEUE, queue.queue().run(draining));
        if (routing == null) {
            return joinBus(tasks);
        }
        // Other instances may reject messages sent before the secret is known.
        return routing.poller().poll().timeout(DATABASE_ANSWERS, Mono.empty()).then(Mono.defer(() -> {
            tasks.run(BackgroundTask.CLUSTER, routing.poller().run(draining));
            return joinBus(tasks);
        }));
    }

    private Mono<Void> joinBus(BackgroundTasks tasks) {
        tasks.run(BackgroundTask.BUS, routing == null ? Mono.never() : routing.runBus());
        tasks.run(BackgroundTask.DIRECTORY, routing == null ? Mono.never() : routing.runDirectory());
        return bus == null ? Mono.empty() : bus.bus().tried();
    }

    /**
     * Waits for the devices whose actuations are held here, as long as those may be held, for those in flight to other instances, and for
     * the last connects and disconnects to be written, and for confirmed actuations to be deleted. Call before the tasks are cancelled.
     *
     * @return completes when nothing is held or in flight any more
     */
    public Mono<Void> settle() {
        Mono<Void> back = bus == null
                ? Mono.empty()
                : Flux.interval(Duration.ZERO, HOLD_CHECK)
                        .onBackpressureDrop()
                        .takeUntil(tick -> hold.messages() == 0
                                && (routing == null || routing.forwarder().underWay() == 0))
                        .take(hold.time())
                        .then();
        return back.then(Mono.fromRunnable(hold::close))
                .then(Mono.defer(() -> queue.queue().settle(LAST_EVENTS)))
                .then(bus == null ? Mono.empty() : bus.bus().settle(LAST_EVENTS));
    }

    /** Closes the link, and ends the answers to other instances. */
    public Mono<Void> close() {
        return Mono.<Void>fromRunnable(presenceWorker::dispose)
                .then(bus == null ? Mono.empty() : bus.bus().close());
    }

    /** Logs how many log lines were left out. Call about once a second. */
    public void summariseLogs() {
        events.summariseLogs();
    }
}
