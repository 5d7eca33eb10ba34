package org.oisp.gateway.cluster.ownership;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** An instance with a link to another, and a device that connects to either. */
final class Instance {

    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static final ConnectionEvents EVENTS = new ConnectionEvents(METERS);
    private static final BusEvents BUS_EVENTS = new BusEvents(METERS);
    private static final Scheduler TIMER = Schedulers.parallel();
    private static final TakeoverThrottle FIGHTS = new TakeoverThrottle(BUS_EVENTS, TIMER);
    private static final OwnerSettings SETTINGS = new OwnerSettings(3, Duration.ofDays(1));
    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(1, 1)), new AccountId(new UUID(2, 2)), new DeviceId("device"));

    private final DeviceRegistry devices = new DeviceRegistry(new MailboxSettings(16, 1 << 20), EVENTS);
    private final ImmediateLink link = new ImmediateLink();
    private final Ownership ownership = new Ownership(
            "here",
            devices,
            FIGHTS,
            new DatabaseClock(Duration.ofMinutes(1), System::nanoTime),
            SETTINGS,
            BUS_EVENTS,
            TIMER);

    Instance() {
        ownership.linked(link);
    }

    /** Connects the device here. */
    AnnouncedDevice come(String session, long boundAtMicros) {
        Mailbox mailbox = devices.admit(DEVICE, session, boundAtMicros, Mailbox.NEVER, Reply.REGISTERED);
        return new AnnouncedDevice(mailbox, ownership.connected(mailbox).toFuture());
    }

    void leave(AnnouncedDevice device) {
        devices.remove(device.mailbox());
        ownership.disconnected(DEVICE);
    }

    /** Delivers the announcement that the device has connected to the other instance. */
    void hearOfOther(long boundAtMicros) {
        ownership.announced(
                link, new Announcement("there", 1, List.of(new Taken(DEVICE.uid(), boundAtMicros)), List.of()));
    }

    void hearItself() {
        link.hear(ownership);
    }

    void unlink() {
        ownership.unlinked(link);
    }

    boolean hasDevice() {
        return devices.find(DEVICE.uid()) != null;
    }

    /** Returns whether the link is subscribed to the device exactly if the device is here. */
    boolean isSubscribedRightly() {
        return link.isSubscribed(DeviceAddress.of(DEVICE)) == hasDevice();
    }

    /** A connection of the device, and the future answer to its registration. */
    record AnnouncedDevice(Mailbox mailbox, CompletableFuture<Void> answer) {

        boolean isSettled() {
            return mailbox.isSettled(1);
        }
    }
}
