package org.oisp.gateway.server.cluster;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.DeviceDirectory;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.membership.ClusterPoller;
import org.oisp.gateway.cluster.ownership.Ownership;
import org.oisp.gateway.cluster.ownership.TakeoverThrottle;
import org.oisp.gateway.cluster.trust.ClusterKeys;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.operations.presence.LoadReplies;
import org.oisp.gateway.operations.presence.LocalPresence;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.operations.presence.PresenceMessenger;
import org.oisp.gateway.operations.presence.PresenceService;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.OwnershipListener;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.BusReceiver;
import org.oisp.gateway.routing.DeviceAddresses;
import org.oisp.gateway.routing.Forwarder;
import org.oisp.gateway.routing.TracedActuations;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.redis.RedisBus;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** This instance's link to the others, ownership and routing. Without Redis it acts as a single instance. */
public final class ClusterNode {

    /** Bound of queued questions and answers, of some kilobytes mostly, of 256 at most. */
    private static final int MOST_QUESTIONS = 512;

    private static final Duration LAST_VISITS = Duration.ofSeconds(1);

    private final BusEvents events;
    private final PresenceEvents presenceEvents;
    private final Scheduler presenceWorker = Schedulers.newBoundedElastic(1, MOST_QUESTIONS, "presence", 60, true);
    private final PresenceMessenger dialogue;
    private final @Nullable ClusterComponents clusterComponents;

    public ClusterNode(
            GatewaySettings settings,
            DeviceRegistry devices,
            DeviceDirectory directory,
            Journal journal,
            ActuationEvents actuationEvents,
            BusEvents events,
            PresenceEvents presenceEvents,
            MemoryBudget memory,
            Supplier<InstanceLoad> load,
            @Nullable ActuationTracer tracer) {
        this.events = events;
        this.presenceEvents = presenceEvents;
        RedisSettings redis = settings.neighbours().redis();
        String instance = UUID.randomUUID().toString();
        String server = settings.registration().ledger().server();
        Trust trust = redis == null ? null : Trust.of(redis, instance);
        RedisBus bus = redis == null || trust == null
                ? null
                : new RedisBus(redis, instance, server, trust.trust, events, presenceEvents);
        this.dialogue = new PresenceMessenger(
                instance,
                new LocalPresence(server, devices, load, journal),
                bus == null ? null : bus::link,
                presenceEvents,
                presenceWorker);
        this.clusterComponents = redis == null || bus == null || trust == null
                ? null
                : new ClusterComponents(
                        bus,
                        redis,
                        trust,
                        instance,
                        dialogue,
                        settings,
                        devices,
                        directory,
                        actuationEvents,
                        events,
                        memory,
                        tracer);
        presenceEvents.gauge(
                "gateway.visits.waiting",
                "Connects and disconnects that wait for Redis",
                () -> bus == null ? 0 : bus.unwritten());
        events.gauge(
                "gateway.devices.announced",
                "Devices here that the other instances know of",
                () -> clusterComponents == null ? 0 : clusterComponents.ownership.announced());
        events.gauge(
                "gateway.cluster.unsigned.accepted",
                "Whether messages of other instances are believed that are not signed",
                () -> trust != null && trust.trust.acceptsUnsigned() ? 1 : 0);
        events.gauge(
                "gateway.forwards.under.way",
                "Actuations on their way to other instances",
                () -> clusterComponents == null ? 0 : clusterComponents.forwarder.underWay());
        events.gauge(
                "gateway.forwards.under.way.bytes",
                "Bytes that those have together",
                () -> clusterComponents == null ? 0 : clusterComponents.forwarder.bytesUnderWay());
        events.gauge(
                "gateway.routes.remembered",
                "Devices of other instances whose address is remembered",
                () -> clusterComponents == null ? 0 : clusterComponents.forwarder.remembered());
    }

    /** Returns the router of this instance. */
    public ActuationRouter router(GatewaySettings settings, DeviceRegistry devices, ActuationEvents actuationEvents) {
        return clusterComponents == null
                ? new ActuationRouter(settings.senders(), devices, actuationEvents)
                : clusterComponents.router;
    }

    /** Returns the listener that tells other instances of devices here. */
    public OwnershipListener attendance() {
        return clusterComponents == null ? OwnershipListener.ALONE : clusterComponents.ownership;
    }

    /** Returns the listener that writes connects and disconnects to the stream. */
    public ConnectionListener visits() {
        return clusterComponents == null ? ConnectionListener.UNTOLD : clusterComponents.bus.visits();
    }

    /** Creates the service that tells which devices are connected on any instance. */
    public PresenceService presence(
            GatewaySettings settings, ConnectionFactory database, DatabaseEvents databaseEvents) {
        return new PresenceService(
                settings.management().presence(),
                database,
                settings.registration().ledger(),
                dialogue,
                databaseEvents,
                presenceEvents,
                presenceWorker);
    }

    /** Returns the load of the other instances that answer in time. */
    public Mono<LoadReplies> loads(Duration timeout) {
        return dialogue.loads(timeout);
    }

    /** Completes when the device may be bound; delays repeated take-overs. */
    public Mono<Void> turn(DeviceClaim claim) {
        return clusterComponents == null
                ? Mono.empty()
                : clusterComponents.takeoverThrottle.turn(new DeviceAddress(claim.account(), claim.id()));
    }

    /** Returns whether Redis is configured but there is no link. */
    public boolean isDegraded() {
        return clusterComponents != null && clusterComponents.bus.link() == null;
    }

    /** Creates the poller of the shared state in the database; null without Redis. */
    @Nullable
    public ClusterPoller watch(GatewaySettings settings, ConnectionFactory database, DatabaseEvents databaseEvents) {
        RedisSettings redis = settings.neighbours().redis();
        return clusterComponents == null || redis == null
                ? null
                : new ClusterPoller(
                        database,
                        settings.registration().lease(),
                        redis.bus().prefix(),
                        clusterComponents.facts,
                        databaseEvents,
                        Schedulers.parallel());
    }

    /** Runs the Redis link until cancelled. */
    public Mono<Void> runBus() {
        return clusterComponents == null ? Mono.never() : clusterComponents.bus.run(clusterComponents.receiver);
    }

    /** Looks up devices that are not connected here, until cancelled. */
    public Mono<Void> runDirectory() {
        return clusterComponents == null ? Mono.never() : clusterComponents.directory.run();
    }

    /** Completes when the last connects and disconnects are written. Call before {@link #runBus} is cancelled. */
    public Mono<Void> settle() {
        return clusterComponents == null ? Mono.empty() : clusterComponents.bus.settle(LAST_VISITS);
    }

    /** Completes when the first connection attempt is over. No device may be admitted before. */
    public Mono<Void> tried() {
        return clusterComponents == null ? Mono.empty() : clusterComponents.bus.tried();
    }

    public Mono<Void> close() {
        return Mono.<Void>fromRunnable(presenceWorker::dispose)
                .then(clusterComponents == null ? Mono.empty() : clusterComponents.bus.close());
    }

    public void summariseLogs() {
        events.summariseLogs();
        presenceEvents.summariseLogs();
    }

    /** Signs messages, and decides which messages of other instances are trusted. */
    private record Trust(DatabaseClock clock, ClusterKeys keys, ClusterTrust trust) {

        static Trust of(RedisSettings redis, String instance) {
            DatabaseClock clock = new DatabaseClock(redis.bus().trust().leeway(), System::nanoTime);
            ClusterKeys keys = new ClusterKeys(redis.bus().prefix(), System::nanoTime);
            String secret = redis.bus().shared().value();
            if (!secret.isEmpty()) {
                keys.share(secret);
            }
            return new Trust(clock, keys, new ClusterTrust(instance, redis.bus().trust(), clock, keys));
        }

        ClusterStateUpdater facts(RedisSettings redis, Ownership ownership, BusEvents events) {
            boolean ownSecret = !redis.bus().shared().value().isEmpty();
            return new ClusterStateUpdater(clock, keys, trust, ownSecret, ownership, events);
        }
    }

    private static final class ClusterComponents {
        private final RedisBus bus;
        private final DeviceDirectory directory;
        private final TakeoverThrottle takeoverThrottle;
        private final Ownership ownership;
        private final ClusterStateUpdater facts;
        private final Forwarder forwarder;
        private final ActuationRouter router;
        private final BusReceiver receiver;

        ClusterComponents(
                RedisBus bus,
                RedisSettings redis,
                Trust trust,
                String instance,
                PresenceMessenger dialogue,
                GatewaySettings settings,
                DeviceRegistry devices,
                DeviceDirectory directory,
                ActuationEvents actuationEvents,
                BusEvents events,
                MemoryBudget memory,
                @Nullable ActuationTracer tracer) {
            this.directory = directory;
            this.bus = bus;
            takeoverThrottle = new TakeoverThrottle(events, Schedulers.parallel());
            ownership = new Ownership(
                    instance,
                    devices,
                    takeoverThrottle,
                    trust.clock,
                    redis.bus().owner(),
                    events,
                    Schedulers.parallel());
            facts = trust.facts(redis, ownership, events);
            forwarder = new Forwarder(
                    bus::link, devices, addresses(directory), redis.bus().forwarder(), actuationEvents, events, memory);
            router = new ActuationRouter(settings.senders(), devices, actuationEvents, forwarder);
            receiver = new BusReceiver(
                    tracer == null ? router::deliver : new TracedActuations(router, tracer)::deliver,
                    ownership,
                    dialogue,
                    devices,
                    new MessageReader(settings.sockets().maxMessageBytes()),
                    actuationEvents);
        }

        private static DeviceAddresses addresses(DeviceDirectory directory) {
            return new DeviceAddresses() {
                @Override
                public CompletionStage<Optional<DeviceAddress>> find(DeviceUid device) {
                    return directory.find(device);
                }

                @Override
                public CompletionStage<List<DeviceAddress>> find(DeviceId id) {
                    return directory.find(id);
                }
            };
        }
    }
}
