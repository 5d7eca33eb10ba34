package org.oisp.gateway.server;

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
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.events.BusEvents;
import org.oisp.gateway.events.DatabaseEvents;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.events.PresenceEvents;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.membership.ClusterWatch;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.presence.InstanceLoad;
import org.oisp.gateway.presence.LoadReplies;
import org.oisp.gateway.presence.PresenceDesk;
import org.oisp.gateway.presence.PresenceDialogue;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.registry.Attendance;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Visits;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.BusReceiver;
import org.oisp.gateway.routing.DeviceAddresses;
import org.oisp.gateway.routing.Forwarder;
import org.oisp.gateway.routing.TracedActuations;
import org.oisp.gateway.routing.owner.Fights;
import org.oisp.gateway.routing.owner.Ownership;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.routing.trust.ClusterKeys;
import org.oisp.gateway.routing.trust.ClusterTrust;
import org.oisp.gateway.routing.trust.DatabaseClock;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.redis.RedisBus;
import org.oisp.gateway.server.redis.RedisSettings;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The other instances, if Redis is configured: the way to them, and which devices are whose. */
final class Cluster {

    /** Questions and answers that wait to be read; of some kilobytes mostly, of 256 at most. */
    private static final int MOST_QUESTIONS = 512;

    private static final Duration LAST_VISITS = Duration.ofSeconds(1);

    private final BusEvents events;
    private final PresenceEvents presenceEvents;
    private final Scheduler presenceWorker = Schedulers.newBoundedElastic(1, MOST_QUESTIONS, "presence", 60, true);
    private final PresenceDialogue dialogue;
    private final @Nullable Parts parts;

    Cluster(
            GatewaySettings settings,
            DeviceRegistry devices,
            DeviceDirectory directory,
            Journal journal,
            GatewayEvents gatewayEvents,
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
        this.dialogue = new PresenceDialogue(
                instance,
                server,
                devices,
                load,
                journal,
                bus == null ? null : bus::link,
                presenceEvents,
                presenceWorker);
        this.parts = redis == null || bus == null || trust == null
                ? null
                : new Parts(
                        bus,
                        redis,
                        trust,
                        instance,
                        dialogue,
                        settings,
                        devices,
                        directory,
                        gatewayEvents,
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
                () -> parts == null ? 0 : parts.ownership.announced());
        events.gauge(
                "gateway.cluster.unsigned.accepted",
                "Whether messages of other instances are believed that are not signed",
                () -> trust != null && trust.trust.acceptsUnsigned() ? 1 : 0);
        events.gauge(
                "gateway.forwards.under.way",
                "Actuations on their way to other instances",
                () -> parts == null ? 0 : parts.forwarder.underWay());
        events.gauge(
                "gateway.forwards.under.way.bytes",
                "Bytes that those have together",
                () -> parts == null ? 0 : parts.forwarder.bytesUnderWay());
        events.gauge(
                "gateway.routes.remembered",
                "Devices of other instances whose address is remembered",
                () -> parts == null ? 0 : parts.forwarder.remembered());
    }

    /** The router of this instance. */
    ActuationRouter router(GatewaySettings settings, DeviceRegistry devices, GatewayEvents gatewayEvents) {
        return parts == null ? new ActuationRouter(settings.senders(), devices, gatewayEvents) : parts.router;
    }

    /** Who is told of devices that come and go. */
    Attendance attendance() {
        return parts == null ? Attendance.ALONE : parts.ownership;
    }

    /** Who is told of connects and disconnects, for others to follow. */
    Visits visits() {
        return parts == null ? Visits.UNTOLD : parts.bus.visits();
    }

    /** Who is connected, here and elsewhere. */
    PresenceDesk presence(GatewaySettings settings, ConnectionFactory database, DatabaseEvents databaseEvents) {
        return new PresenceDesk(
                settings.management().presence(),
                database,
                settings.registration().ledger(),
                dialogue,
                databaseEvents,
                presenceEvents,
                presenceWorker);
    }

    /** What the other instances have to do, as far as they say so in time. */
    Mono<LoadReplies> loads(Duration timeout) {
        return dialogue.loads(timeout);
    }

    /** Completes when a device may be bound. */
    Mono<Void> turn(DeviceClaim claim) {
        return parts == null ? Mono.empty() : parts.fights.turn(new DeviceAddress(claim.account(), claim.id()));
    }

    /** Whether the other instances should be there and are not. */
    boolean isDegraded() {
        return parts != null && parts.bus.link() == null;
    }

    /** Who looks what the instances share at the database; null if there are no others. */
    @Nullable
    ClusterWatch watch(GatewaySettings settings, ConnectionFactory database, DatabaseEvents databaseEvents) {
        RedisSettings redis = settings.neighbours().redis();
        return parts == null || redis == null
                ? null
                : new ClusterWatch(
                        database,
                        settings.registration().lease(),
                        redis.bus().prefix(),
                        parts.facts,
                        databaseEvents,
                        Schedulers.parallel());
    }

    /** The link to the others. Never ends; to be cancelled. */
    Mono<Void> runBus() {
        return parts == null ? Mono.never() : parts.bus.run(parts.receiver);
    }

    /** Looks up devices that are not here. Never ends; to be cancelled. */
    Mono<Void> runDirectory() {
        return parts == null ? Mono.never() : parts.directory.run();
    }

    /** Completes when what was told of the last devices is written; before {@link #runBus} is cancelled. */
    Mono<Void> settle() {
        return parts == null ? Mono.empty() : parts.bus.settle(LAST_VISITS);
    }

    /** Completes when the way to the others is there, or is known to be closed; until then nobody is to be let in. */
    Mono<Void> tried() {
        return parts == null ? Mono.empty() : parts.bus.tried();
    }

    Mono<Void> close() {
        return Mono.<Void>fromRunnable(presenceWorker::dispose).then(parts == null ? Mono.empty() : parts.bus.close());
    }

    void summariseLogs() {
        events.summariseLogs();
        presenceEvents.summariseLogs();
    }

    /** Which messages of the others are believed. */
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

        SharedFacts facts(RedisSettings redis, Ownership ownership, BusEvents events) {
            boolean ownSecret = !redis.bus().shared().value().isEmpty();
            return new SharedFacts(clock, keys, trust, ownSecret, ownership, events);
        }
    }

    private static final class Parts {
        private final RedisBus bus;
        private final DeviceDirectory directory;
        private final Fights fights;
        private final Ownership ownership;
        private final SharedFacts facts;
        private final Forwarder forwarder;
        private final ActuationRouter router;
        private final BusReceiver receiver;

        Parts(
                RedisBus bus,
                RedisSettings redis,
                Trust trust,
                String instance,
                PresenceDialogue dialogue,
                GatewaySettings settings,
                DeviceRegistry devices,
                DeviceDirectory directory,
                GatewayEvents gatewayEvents,
                BusEvents events,
                MemoryBudget memory,
                @Nullable ActuationTracer tracer) {
            this.directory = directory;
            this.bus = bus;
            fights = new Fights(events, Schedulers.parallel());
            ownership = new Ownership(
                    instance, devices, fights, trust.clock, redis.bus().owner(), events, Schedulers.parallel());
            facts = trust.facts(redis, ownership, events);
            forwarder = new Forwarder(
                    bus::link, devices, addresses(directory), redis.bus().forwarder(), gatewayEvents, events, memory);
            router = new ActuationRouter(settings.senders(), devices, gatewayEvents, forwarder);
            receiver = new BusReceiver(
                    tracer == null ? router::deliver : new TracedActuations(router, tracer)::deliver,
                    ownership,
                    dialogue,
                    devices,
                    new MessageReader(settings.sockets().maxMessageBytes()),
                    gatewayEvents);
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
