package org.oisp.gateway.server;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.DeviceDirectory;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.events.BusEvents;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.registry.Attendance;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.BusReceiver;
import org.oisp.gateway.routing.DeviceAddresses;
import org.oisp.gateway.routing.Forwarder;
import org.oisp.gateway.routing.owner.Fights;
import org.oisp.gateway.routing.owner.Ownership;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.redis.RedisBus;
import org.oisp.gateway.server.redis.RedisSettings;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The other instances, if Redis is configured: the way to them, and which devices are whose. */
final class Cluster {

    private final BusEvents events;
    private final @Nullable Parts parts;

    Cluster(
            GatewaySettings settings,
            DeviceRegistry devices,
            DeviceDirectory directory,
            GatewayEvents gatewayEvents,
            BusEvents events) {
        this.events = events;
        RedisSettings redis = settings.neighbours().redis();
        this.parts = redis == null ? null : new Parts(redis, settings, devices, directory, gatewayEvents, events);
        events.gauge(
                "gateway.devices.announced",
                "Devices here that the other instances know of",
                () -> parts == null ? 0 : parts.ownership.announced());
        events.gauge(
                "gateway.forwards.under.way",
                "Actuations on their way to other instances",
                () -> parts == null ? 0 : parts.forwarder.underWay());
    }

    /** The router of this instance. */
    ActuationRouter router(GatewaySettings settings, DeviceRegistry devices, GatewayEvents gatewayEvents) {
        return parts == null ? new ActuationRouter(settings.senders(), devices, gatewayEvents) : parts.router;
    }

    /** Who is told of devices that come and go. */
    Attendance attendance() {
        return parts == null ? Attendance.ALONE : parts.ownership;
    }

    /** Completes when a device may be bound. */
    Mono<Void> turn(DeviceClaim claim) {
        return parts == null ? Mono.empty() : parts.fights.turn(new DeviceAddress(claim.account(), claim.id()));
    }

    /** Whether the other instances should be there and are not. */
    boolean isDegraded() {
        return parts != null && parts.bus.link() == null;
    }

    /** Never ends; to be cancelled. */
    Mono<Void> run() {
        return parts == null ? Mono.never() : Mono.when(parts.bus.run(parts.receiver), parts.directory.run());
    }

    /** Completes when the way to the others is there, or is known to be closed; until then nobody is to be let in. */
    Mono<Void> tried() {
        return parts == null ? Mono.empty() : parts.bus.tried();
    }

    Mono<Void> close() {
        return parts == null ? Mono.empty() : parts.bus.close();
    }

    void summariseLogs() {
        events.summariseLogs();
    }

    private static final class Parts {
        private final RedisBus bus;
        private final DeviceDirectory directory;
        private final Fights fights;
        private final Ownership ownership;
        private final Forwarder forwarder;
        private final ActuationRouter router;
        private final BusReceiver receiver;

        Parts(
                RedisSettings redis,
                GatewaySettings settings,
                DeviceRegistry devices,
                DeviceDirectory directory,
                GatewayEvents gatewayEvents,
                BusEvents events) {
            String instance = UUID.randomUUID().toString();
            this.directory = directory;
            bus = new RedisBus(redis, instance, events);
            fights = new Fights(events, Schedulers.parallel());
            ownership = new Ownership(instance, devices, fights, redis.bus().owner(), events, Schedulers.parallel());
            forwarder = new Forwarder(
                    bus::link, devices, addresses(directory), redis.bus().forwarder(), gatewayEvents, events);
            router = new ActuationRouter(settings.senders(), devices, gatewayEvents, forwarder);
            receiver = new BusReceiver(
                    router,
                    ownership,
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
