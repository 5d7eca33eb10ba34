package org.oisp.gateway.server.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.auth.DeviceDirectory;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.QuestionListener;
import org.oisp.gateway.cluster.membership.ClusterPoller;
import org.oisp.gateway.cluster.membership.SplitDetector;
import org.oisp.gateway.cluster.ownership.Ownership;
import org.oisp.gateway.cluster.ownership.TakeoverThrottle;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.BusReceiver;
import org.oisp.gateway.routing.DeviceAddresses;
import org.oisp.gateway.routing.Forwarder;
import org.oisp.gateway.routing.OwnerReceipts;
import org.oisp.gateway.routing.PublishedReceipts;
import org.oisp.gateway.routing.ReceiptEvents;
import org.oisp.gateway.routing.TracedActuations;
import org.oisp.gateway.server.config.GatewaySettings;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Ownership of devices among the instances, and the routes of actuations to and from them. Exists only with Redis. */
final class ClusterRouting {

    private final SignedBus bus;
    private final DeviceDirectory directory;
    private final TakeoverThrottle takeoverThrottle;
    private final Ownership ownership;
    private final ClusterPoller poller;
    private final Forwarder forwarder;
    private final ActuationRouter router;
    private final BusReceiver receiver;
    private final ActuationReceipts receipts;
    private final SplitDetector splits;

    /** Creates the routes of an instance that has no link yet; {@code questions} answers what other instances ask. */
    ClusterRouting(
            SignedBus bus,
            GatewaySettings settings,
            DeviceRegistry devices,
            SharedDatabase database,
            RoutingServices services,
            QuestionListener questions,
            ClusterEvents clusterEvents) {
        this.bus = bus;
        BusEvents events = clusterEvents.bus();
        splits = new SplitDetector(
                settings.registration().ledger().server(),
                bus.settings().bus().trust().signers(),
                clusterEvents.splits(),
                System::nanoTime);
        directory = new DeviceDirectory(
                database.connections(), settings.registration().ledger(), database.events());
        takeoverThrottle = new TakeoverThrottle(events, Schedulers.parallel());
        ownership = new Ownership(
                bus.instance(),
                devices,
                takeoverThrottle,
                bus.clock(),
                bus.settings().bus().owner(),
                events,
                Schedulers.parallel());
        OwnerReceipts owners = new OwnerReceipts(bus.instance());
        poller = new ClusterPoller(
                database.connections(),
                settings.registration().lease(),
                bus.settings().bus().prefix(),
                new ClusterStateUpdater(bus, ownership, owners, splits, events),
                database.events(),
                Schedulers.parallel());
        forwarder = new Forwarder(
                bus.bus()::link,
                devices,
                addresses(directory),
                bus.settings().bus().forwarder(),
                services.events(),
                events,
                services.hold());
        router = new ActuationRouter(settings.peers().senders(), devices, services.events(), forwarder);
        ReceiptEvents receiptEvents = services.receipts().events();
        receipts = new ActuationReceipts(
                router,
                services.receipts().settings(),
                services.receipts().deadlines(),
                receiptEvents,
                services.tracer(),
                owners);
        receiver = new BusReceiver(
                services.tracer() == null ? router::deliver : new TracedActuations(router, services.tracer())::deliver,
                ownership,
                questions,
                devices,
                new PublishedReceipts(
                        bus.bus()::link,
                        new MessageReader(settings.sockets().maxMessageBytes() + OwnerReceipts.MEMBERS_LENGTH),
                        receipts,
                        owners,
                        receiptEvents,
                        events,
                        bus.settings().bus().prefix()),
                splits,
                services.events());
    }

    /** Returns the front of the router for senders that want to know the outcome. */
    ActuationReceipts receipts() {
        return receipts;
    }

    ActuationRouter router() {
        return router;
    }

    Ownership ownership() {
        return ownership;
    }

    Forwarder forwarder() {
        return forwarder;
    }

    ClusterPoller poller() {
        return poller;
    }

    SplitDetector splits() {
        return splits;
    }

    /** Completes when the device may be bound. */
    Mono<Void> awaitTakeover(DeviceAddress device) {
        return takeoverThrottle.awaitPermit(device);
    }

    /** Runs the Redis link until cancelled. */
    Mono<Void> runBus() {
        return bus.bus().run(receiver);
    }

    /** Looks up devices that are not connected here, until cancelled. */
    Mono<Void> runDirectory() {
        return directory.run();
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
