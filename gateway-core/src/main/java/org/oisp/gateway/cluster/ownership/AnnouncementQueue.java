package org.oisp.gateway.cluster.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * Announces devices to the other instances, one batch at a time. Not thread-safe; run by the {@link SerialExecutor} of its
 * {@link Ownership}, except for {@link #received}, which any thread may call.
 */
final class AnnouncementQueue {

    private final String instance;
    private final DeviceRegistry devices;
    private final int batchSize;

    /** The devices of each announcement that was published and has not been received back yet. */
    private final ConcurrentMap<Long, List<PendingOwnership>> announced = new ConcurrentHashMap<>();

    private final Queue<PendingOwnership> unannounced = new ArrayDeque<>();
    private final Queue<DeviceAddress> takenOver = new ArrayDeque<>();
    private final Queue<DeviceIdentity> left = new ArrayDeque<>();
    private boolean publishing;
    private long announcements;

    AnnouncementQueue(String instance, DeviceRegistry devices, int batchSize) {
        this.instance = instance;
        this.devices = devices;
        this.batchSize = batchSize;
    }

    /** Adds devices that are to be announced. */
    void add(List<PendingOwnership> pending) {
        unannounced.addAll(pending);
    }

    /** Adds a take-over that the other instances are to count, too. */
    void addTakeover(DeviceAddress device) {
        takenOver.add(device);
    }

    /** Adds a device that has left or is about to leave, so that the other instances expect it back. */
    void addLeft(DeviceIdentity device) {
        left.add(device);
    }

    /**
     * Publishes the next announcement.
     *
     * @return completes when it is published, and {@link #published} is to be called; null if there is nothing to announce, or the
     *     announcement before is not published yet
     */
    @Nullable
    CompletableFuture<Void> publish(BusLink link) {
        if (publishing) {
            return null;
        }
        List<PendingOwnership> batch = new ArrayList<>();
        List<Taken> taken = new ArrayList<>();
        while (batch.size() < batchSize) {
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
        while (slowed.size() < batchSize && !takenOver.isEmpty()) {
            slowed.add(takenOver.remove());
        }
        List<DeviceIdentity> gone = new ArrayList<>();
        while (gone.size() < batchSize && !left.isEmpty()) {
            DeviceIdentity device = left.remove();
            Mailbox mailbox = devices.find(device.uid());
            // One that has come back meanwhile may have been announced already.
            if (mailbox == null || mailbox.isLeaving()) {
                gone.add(device);
            }
        }
        if (taken.isEmpty() && slowed.isEmpty() && gone.isEmpty()) {
            return null;
        }
        publishing = true;
        long number = ++announcements;
        announced.put(number, batch);
        return link.announce(new Announcement(instance, number, taken, slowed, gone))
                .toCompletableFuture();
    }

    /** Records that the last announcement is published. */
    void published() {
        publishing = false;
    }

    /** Returns the devices of an announcement of this instance that has come back; null if they are unknown. Thread-safe. */
    @Nullable
    List<PendingOwnership> received(long number) {
        return announced.remove(number);
    }

    /** Forgets all announcements, and releases the devices that wait for one. */
    void clear() {
        publishing = false;
        takenOver.clear();
        left.clear();
        unannounced.forEach(PendingOwnership::giveUp);
        unannounced.clear();
        announced.values().forEach(all -> all.forEach(PendingOwnership::giveUp));
        announced.clear();
    }
}
