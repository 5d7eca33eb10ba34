package org.oisp.gateway.cluster.ownership;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.OwnershipListener;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Ensures that exactly one instance owns each device. A device that connects here is first subscribed to and then announced. All
 * instances receive the announcement at the same place in the message order: from there on, messages to the device belong to this
 * instance, and the previous owner closes its connection. So no message is delivered twice, and none is lost in between.
 *
 * <p>Devices that arrive while a subscription or an announcement is pending wait, in any number, for the next batch. Thread-safe; never
 * blocks.
 */
public final class Ownership implements OwnershipListener {

    private final String instance;
    private final DeviceRegistry devices;
    private final TakeoverThrottle takeoverThrottle;
    private final DatabaseClock clock;
    private final OwnerSettings settings;
    private final BusEvents events;
    private final Scheduler timer;

    /** Runs all access to the fields below, except reads of {@link #link}. */
    private final SerialExecutor serialExecutor;

    private final AnnouncementQueue announcements;
    private final ChannelSubscriptions subscriptions;
    private volatile @Nullable BusLink link;

    /**
     * Creates an ownership without a link to other instances.
     *
     * @param instance this instance's id among the others, a UUID
     * @param devices the devices connected here
     * @param takeoverThrottle receives each take-over
     * @param clock the database's clock; claims dated ahead of it are rejected
     * @param settings the limits
     * @param events receives what happens
     * @param timer runs the timeout of {@link OwnerSettings#announcementTimeout()}
     */
    public Ownership(
            String instance,
            DeviceRegistry devices,
            TakeoverThrottle takeoverThrottle,
            DatabaseClock clock,
            OwnerSettings settings,
            BusEvents events,
            Scheduler timer) {
        this.instance = instance;
        this.announcements = new AnnouncementQueue(instance, devices, settings.batch());
        this.subscriptions = new ChannelSubscriptions(devices, settings.batch(), announcements::add);
        this.devices = devices;
        this.takeoverThrottle = takeoverThrottle;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
        this.timer = timer;
        this.serialExecutor = new SerialExecutor(events::failed);
    }

    @Override
    public Mono<Void> connected(Mailbox mailbox) {
        PendingOwnership pending = PendingOwnership.of(mailbox);
        if (mailbox.boundAtMicros() != Mailbox.UNBOUND) {
            clock.atLeast(mailbox.boundAtMicros());
        }
        boolean tookOver = mailbox.tookOver();
        if (tookOver) {
            takeoverThrottle.taken(pending.address());
        }
        serialExecutor.run(() -> {
            if (link == null) {
                pending.giveUp();
                return;
            }
            if (tookOver) {
                announcements.addTakeover(pending.address());
            }
            subscriptions.add(pending);
            work();
        });
        if (pending.announced().isDone()) {
            events.arrived(pending.outcome());
            return Mono.empty();
        }
        return Mono.fromFuture(pending.announced(), true)
                .timeout(settings.announcementTimeout(), Mono.empty(), timer)
                .doFinally(signal -> events.arrived(pending.outcome()))
                .then();
    }

    @Override
    public void leaves(DeviceIdentity device) {
        serialExecutor.run(() -> {
            if (link != null) {
                announcements.addLeft(device);
                work();
            }
        });
    }

    @Override
    public Duration departureNotice() {
        return link == null ? Duration.ZERO : OwnerSettings.DEPARTURE_NOTICE;
    }

    @Override
    public void disconnected(DeviceIdentity device) {
        serialExecutor.run(() -> {
            if (link != null) {
                subscriptions.recheck(DeviceAddress.of(device));
                work();
            }
        });
    }

    /**
     * Starts to use a new link and announces all devices that are connected here.
     *
     * @param next the link
     */
    public void linked(BusLink next) {
        serialExecutor.run(() -> {
            link = next;
            tellAll();
        });
        devices.reconnects().mayBeAnywhere();
    }

    /** Announces all devices again, because earlier announcements may have been rejected. */
    public void tellAgain() {
        serialExecutor.run(() -> {
            if (link != null) {
                tellAll();
            }
        });
    }

    private void tellAll() {
        devices.forEach(mailbox -> subscriptions.add(PendingOwnership.of(mailbox)));
        work();
    }

    /**
     * Forgets a broken link and releases the devices that wait for it.
     *
     * @param broken the link
     */
    public void unlinked(BusLink broken) {
        serialExecutor.run(() -> {
            if (link == broken) {
                forget();
            }
        });
    }

    /**
     * Processes an announcement. Called in the order in which all instances receive them.
     *
     * @param by the link over which it arrived
     * @param announcement an announcement of any instance, this one included
     */
    public void announced(BusLink by, Announcement announcement) {
        if (announcement.instance().equals(instance)) {
            List<PendingOwnership> settled = announcements.received(announcement.number());
            if (settled != null) {
                settled.forEach(pending -> pending.settle(devices, by.number()));
            }
            return;
        }
        announcement.fought().forEach(takeoverThrottle::taken);
        announcement.left().forEach(device -> left(by, device));
        for (Taken taken : announcement.taken()) {
            try {
                if (clock.isAhead(taken.boundAtMicros())) {
                    events.ahead(announcement.instance(), taken.device());
                } else {
                    taken(by, taken);
                    devices.reconnects().arrivedElsewhere(taken.device());
                }
            } catch (RuntimeException | Error defect) {
                // The other devices must be given up all the same.
                events.failed(defect);
            }
        }
    }

    /** Announces the device again if it is here: the others may have received this after our announcement. */
    private void left(BusLink by, DeviceIdentity device) {
        try {
            Mailbox ours = devices.leftElsewhere(device);
            if (ours != null && ours.isSettled(by.number())) {
                tellAgain(ours);
            }
        } catch (RuntimeException | Error defect) {
            events.failed(defect);
        }
    }

    private void tellAgain(Mailbox ours) {
        serialExecutor.run(() -> {
            subscriptions.add(PendingOwnership.of(ours));
            work();
        });
    }

    private void taken(BusLink by, Taken theirs) {
        Mailbox ours = devices.find(theirs.device());
        if (ours == null) {
            return;
        }
        switch (OwnershipConflict.of(ours, ours.isSettled(by.number()), theirs)) {
            case SURRENDER -> surrender(ours);
            case ANNOUNCE_AGAIN -> tellAgain(ours);
            case CONTEST -> ours.contest();
        }
    }

    /**
     * Returns the number of devices here that the other instances know, so that their messages to these devices arrive here.
     *
     * @return counted at the call, for a gauge
     */
    public int announced() {
        BusLink current = link;
        int[] count = {0};
        if (current != null) {
            devices.forEach(mailbox -> count[0] += mailbox.isSettled(current.number()) ? 1 : 0);
        }
        return count[0];
    }

    private void surrender(Mailbox ours) {
        DeviceAddress address = DeviceAddress.of(ours.device());
        boolean closed = devices.surrender(ours);
        if (closed) {
            events.lost();
            takeoverThrottle.taken(address);
        }
        serialExecutor.run(() -> {
            subscriptions.recheck(address);
            if (closed) {
                announcements.addTakeover(address);
            }
            work();
        });
    }

    private void work() {
        BusLink current = link;
        if (current == null) {
            forget();
            return;
        }
        finish(subscriptions.update(current), current, subscriptions::updated);
        finish(announcements.publish(current), current, announcements::published);
    }

    private void finish(@Nullable CompletableFuture<Void> under, BusLink current, Runnable then) {
        if (under == null) {
            return;
        }
        CompletableFuture<Void> unused = under.whenComplete((done, error) -> serialExecutor.run(() -> {
            if (link != current) {
                return;
            }
            if (error != null) {
                current.fail(error);
                return;
            }
            then.run();
            work();
        }));
    }

    private void forget() {
        link = null;
        subscriptions.clear();
        announcements.clear();
    }
}
