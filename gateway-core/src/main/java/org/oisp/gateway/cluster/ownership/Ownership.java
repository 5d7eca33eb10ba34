package org.oisp.gateway.cluster.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.cluster.bus.AnnouncementOutcome;
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

    /** The devices of each announcement that was published and has not been received back yet. */
    private final ConcurrentMap<Long, List<PendingOwnership>> announced = new ConcurrentHashMap<>();

    /** Runs all access to the fields below, except reads of {@link #link}. */
    private final SerialExecutor serialExecutor;

    private final Set<DeviceAddress> subscribed = new HashSet<>();
    /** Devices whose subscription must be re-checked. */
    private final Set<DeviceAddress> changed = new LinkedHashSet<>();
    /** Devices that wait for their subscription, by address. */
    private final Map<DeviceAddress, List<PendingOwnership>> arriving = new HashMap<>();

    private final Queue<PendingOwnership> unannounced = new ArrayDeque<>();
    private final Queue<DeviceAddress> fought = new ArrayDeque<>();
    private volatile @Nullable BusLink link;
    private boolean subscribing;
    private boolean announcing;
    private long announcements;

    /**
     * Creates an ownership without a link to other instances.
     *
     * @param instance this instance's id among the others, a UUID
     * @param devices the devices connected here
     * @param takeoverThrottle receives each take-over
     * @param clock the database's clock; claims dated ahead of it are rejected
     * @param settings the limits
     * @param events receives what happens
     * @param timer runs the timeout of {@link OwnerSettings#patience()}
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
        this.devices = devices;
        this.takeoverThrottle = takeoverThrottle;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
        this.timer = timer;
        this.serialExecutor = new SerialExecutor(events::failed);
    }

    @Override
    public Mono<Void> arrived(Mailbox mailbox) {
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
                fought.add(pending.address());
            }
            arrive(pending);
            work();
        });
        if (pending.told().isDone()) {
            outcome(pending);
            return Mono.empty();
        }
        return Mono.fromFuture(pending.told(), true)
                .timeout(settings.patience(), Mono.empty(), timer)
                .doFinally(signal -> outcome(pending))
                .then();
    }

    @Override
    public void left(DeviceIdentity device) {
        serialExecutor.run(() -> {
            if (link != null) {
                changed.add(DeviceAddress.of(device));
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
        devices.forEach(mailbox -> arrive(PendingOwnership.of(mailbox)));
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
            List<PendingOwnership> settled = announced.remove(announcement.number());
            if (settled != null) {
                settled.forEach(pending -> pending.settle(devices, by.number()));
            }
            return;
        }
        announcement.fought().forEach(takeoverThrottle::taken);
        for (Taken taken : announcement.taken()) {
            try {
                if (clock.isAhead(taken.boundAtMicros())) {
                    events.ahead(announcement.instance(), taken.device());
                } else {
                    taken(by, taken);
                }
            } catch (RuntimeException | Error defect) {
                // The other devices must be given up all the same.
                events.failed(defect);
            }
        }
    }

    private void taken(BusLink by, Taken theirs) {
        Mailbox ours = devices.find(theirs.device());
        if (ours != null) {
            compare(by, ours, theirs);
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

    /** Decides which instance owns a device that another one has too: the newer binding row wins; without rows, the last announcement. */
    private void compare(BusLink by, Mailbox ours, Taken theirs) {
        boolean settled = ours.isSettled(by.number());
        boolean comparable = ours.boundAtMicros() != Mailbox.UNBOUND && theirs.boundAtMicros() != Mailbox.UNBOUND;
        boolean newer = comparable ? ours.boundAtMicros() > theirs.boundAtMicros() : !settled;
        if (!newer) {
            surrender(ours);
        } else if (settled) {
            // The other instance has not received our announcement, or received it before its own device connected.
            serialExecutor.run(() -> {
                arrive(PendingOwnership.of(ours));
                work();
            });
        } else {
            ours.contest();
        }
    }

    private void surrender(Mailbox ours) {
        DeviceAddress address = DeviceAddress.of(ours.device());
        boolean closed = devices.surrender(ours);
        if (closed) {
            events.lost();
            takeoverThrottle.taken(address);
        }
        serialExecutor.run(() -> {
            changed.add(address);
            if (closed) {
                fought.add(address);
            }
            work();
        });
    }

    private void arrive(PendingOwnership pending) {
        DeviceAddress address = pending.address();
        arriving.computeIfAbsent(address, key -> new ArrayList<>(1)).add(pending);
        changed.add(address);
    }

    private void work() {
        BusLink current = link;
        if (current == null) {
            forget();
            return;
        }
        if (!subscribing) {
            subscribe(current);
        }
        if (!announcing) {
            announce(current);
        }
    }

    private void subscribe(BusLink current) {
        List<DeviceAddress> join = new ArrayList<>();
        List<DeviceAddress> leave = new ArrayList<>();
        Iterator<DeviceAddress> next = changed.iterator();
        while (next.hasNext() && join.size() + leave.size() < settings.batch()) {
            DeviceAddress address = next.next();
            next.remove();
            boolean wanted = devices.find(address.account(), address.id()) != null;
            boolean there = subscribed.contains(address);
            if (wanted && there) {
                subscribedTo(address);
            } else if (wanted) {
                join.add(address);
            } else {
                List<PendingOwnership> gone = arriving.remove(address);
                if (gone != null) {
                    gone.forEach(PendingOwnership::giveUp);
                }
                if (there) {
                    leave.add(address);
                }
            }
        }
        if (join.isEmpty() && leave.isEmpty()) {
            return;
        }
        subscribing = true;
        CompletableFuture<Void> left = leave.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : current.unsubscribe(leave).toCompletableFuture();
        CompletableFuture<Void> joined = join.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : current.subscribe(join).toCompletableFuture();
        finish(CompletableFuture.allOf(left, joined), current, () -> {
            subscribing = false;
            leave.forEach(subscribed::remove);
            subscribed.addAll(join);
            join.forEach(this::subscribedTo);
        });
    }

    private void subscribedTo(DeviceAddress address) {
        List<PendingOwnership> ready = arriving.remove(address);
        if (ready != null) {
            unannounced.addAll(ready);
        }
    }

    private void announce(BusLink current) {
        List<PendingOwnership> batch = new ArrayList<>();
        List<Taken> taken = new ArrayList<>();
        while (batch.size() < settings.batch()) {
            PendingOwnership pending = unannounced.poll();
            if (pending == null) {
                break;
            }
            Mailbox mailbox = pending.mailbox();
            if (devices.find(mailbox.device().uid()) == mailbox) {
                batch.add(pending);
                taken.add(new Taken(mailbox.device().uid(), mailbox.boundAtMicros()));
            } else {
                pending.giveUp();
            }
        }
        List<DeviceAddress> slowed = new ArrayList<>();
        while (slowed.size() < settings.batch() && !fought.isEmpty()) {
            slowed.add(fought.remove());
        }
        if (taken.isEmpty() && slowed.isEmpty()) {
            return;
        }
        announcing = true;
        long number = ++announcements;
        announced.put(number, batch);
        finish(
                current.announce(new Announcement(instance, number, taken, slowed))
                        .toCompletableFuture(),
                current,
                () -> announcing = false);
    }

    private void finish(CompletableFuture<Void> under, BusLink current, Runnable then) {
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

    /** Drops the state of the link: subscriptions, announcements and waiting devices. */
    private void forget() {
        link = null;
        subscribing = false;
        announcing = false;
        subscribed.clear();
        changed.clear();
        fought.clear();
        arriving.values().forEach(all -> all.forEach(PendingOwnership::giveUp));
        arriving.clear();
        unannounced.forEach(PendingOwnership::giveUp);
        unannounced.clear();
        announced.values().forEach(all -> all.forEach(PendingOwnership::giveUp));
        announced.clear();
    }

    private void outcome(PendingOwnership pending) {
        boolean known = pending.told().getNow(false);
        if (known) {
            events.arrived(AnnouncementOutcome.ANNOUNCED);
        } else {
            events.arrived(pending.told().isDone() ? AnnouncementOutcome.AWAY : AnnouncementOutcome.LATE);
        }
    }
}
