package org.oisp.gateway.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.queue.QueueReader.DeviceRows;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** Which devices are to be read for, what they were sent, and which deliveries are to be written off. Thread-safe. */
final class QueueRounds {

    private static final int MAX_DEVICES = 500;
    private static final int MAX_ENDED = 5_000;

    private final DeviceRegistry devices;
    private final int most;
    /** Whether this instance is stopping. */
    private volatile BooleanSupplier stopping = () -> false;

    private final Set<DeviceUid> wanted = new LinkedHashSet<>();
    /** Devices that are connected and have not confirmed something: tried again later. */
    private final Set<DeviceUid> unconfirmed = new LinkedHashSet<>();

    private final Map<DeviceUid, QueueRound> rounds = new HashMap<>();
    /** For each device of the last batch, on which connection it was, and what was open there. */
    private final Map<DeviceUid, Look> looks = new HashMap<>();

    private final Queue<EndedDelivery> ended = new ArrayDeque<>();

    /** {@code most} is how many deliveries to a device may be open when more is read for it. */
    QueueRounds(DeviceRegistry devices, int most) {
        this.devices = devices;
        this.most = most;
    }

    /** Reads nothing more, and counts nothing against devices, once this instance is stopping. */
    void readUntil(BooleanSupplier stops) {
        stopping = stops;
    }

    synchronized void want(DeviceUid device) {
        wanted.add(device);
    }

    /** Wants the devices that have not confirmed something. */
    synchronized void wantUnconfirmed() {
        wanted.addAll(unconfirmed);
        unconfirmed.clear();
    }

    /** Returns what is to be done now; null if there is nothing. */
    synchronized @Nullable QueueBatch next() {
        looks.clear();
        List<EndedDelivery> deliveries = new ArrayList<>();
        while (deliveries.size() < MAX_ENDED && !ended.isEmpty()) {
            deliveries.add(ended.remove());
        }
        List<DeviceUid> readable = new ArrayList<>();
        List<Long> inFlight = new ArrayList<>();
        // What was confirmed must be deleted first, or a device would be sent it again.
        for (Iterator<DeviceUid> next = wanted.iterator();
                ended.isEmpty() && next.hasNext() && readable.size() < MAX_DEVICES; ) {
            DeviceUid device = next.next();
            next.remove();
            if (isReadable(device, inFlight)) {
                readable.add(device);
            }
        }
        return deliveries.isEmpty() && readable.isEmpty() ? null : new QueueBatch(deliveries, readable, inFlight);
    }

    private boolean isReadable(DeviceUid device, List<Long> inFlight) {
        Mailbox mailbox = devices.find(device);
        if (mailbox == null || stopping.getAsBoolean()) {
            return false;
        }
        QueueRound round = rounds.get(device);
        if (round != null && !round.isOn(mailbox)) {
            // Its older connection confirms nothing in order any more: all that is open is sent again.
            rounds.remove(device);
            round = null;
        }
        looks.put(device, new Look(mailbox, round));
        if (round == null) {
            return true;
        }
        if (round.alone || round.failed || round.open.size() >= most) {
            round.again = true;
            return false;
        }
        inFlight.addAll(round.open);
        return true;
    }

    /** Takes back what could not be done. */
    synchronized void putBack(QueueBatch batch) {
        ended.addAll(batch.deliveries());
        wanted.addAll(batch.devices());
    }

    /** Begins the delivery of what was read for a device; null if there is nothing to deliver, or the device is gone. */
    synchronized @Nullable QueueRound begin(DeviceUid device, DeviceRows read) {
        Mailbox mailbox = devices.find(device);
        if (mailbox == null) {
            return null;
        }
        Look look = looks.remove(device);
        if (read.rows().isEmpty() || look == null || look.isOutdated(mailbox)) {
            // None had room in the batch; or what was on its way is to be sent again, before these.
            wanted.add(device);
            return null;
        }
        QueueRound known = rounds.get(device);
        QueueRound round = known == null || !known.isOn(mailbox) ? new QueueRound(device, mailbox) : known;
        // The device may have registered again on the same connection.
        round.mailbox = mailbox;
        rounds.put(device, round);
        for (QueuedActuation queued : read.rows()) {
            round.open.add(queued.seq());
            round.alone |= queued.unconfirmed();
        }
        round.again |= read.more();
        return round;
    }

    synchronized boolean hasFailed(QueueRound round) {
        return round.failed;
    }

    /** What was so when a device was read for. */
    private record Look(Mailbox mailbox, @Nullable QueueRound round) {

        boolean isOutdated(Mailbox now) {
            return mailbox.owner() != now.owner() || (round != null && round.failed);
        }
    }

    /** Records that a delivery has ended. To be called once for each. */
    synchronized void ended(QueueRound round, QueuedActuation queued, Receipt receipt) {
        boolean confirmed = isConfirmed(receipt);
        boolean counts = !confirmed && countsAgainstDevice(round, receipt);
        if (confirmed || counts) {
            ended.add(new EndedDelivery(queued, receipt, confirmed));
        }
        round.failed |= !confirmed;
        round.counted |= counts;
        round.open.remove(queued.seq());
        if (round.open.isEmpty() && rounds.remove(round.device, round)) {
            over(round);
        }
    }

    private void over(QueueRound round) {
        Mailbox mailbox = devices.find(round.device);
        if (round.failed && mailbox != null && round.isOn(mailbox)) {
            unconfirmed.add(round.device);
        } else if (round.failed || round.again) {
            wanted.add(round.device);
        }
    }

    /** Returns whether the device has confirmed. */
    static boolean isConfirmed(Receipt receipt) {
        return switch (receipt.outcome()) {
            case DELIVERED, SUCCEEDED, FAILED -> true;
            case NOT_DELIVERED, UNCONFIRMED, QUEUED -> false;
        };
    }

    /**
     * Only the first of a round is counted, since a device reads in order; and only what is the device's own doing. That includes a device
     * that connects again before its older connection is known to be dead: one that crashes on a message does just that.
     */
    private boolean countsAgainstDevice(QueueRound round, Receipt receipt) {
        boolean ofDevice = switch (receipt.reason()) {
            case UNANSWERED, NO_PONGS, CONNECTION_LOST -> true;
            default -> false;
        };
        return ofDevice && !round.counted && !stopping.getAsBoolean();
    }

    /** Returns whether nothing is left to be written off or read. */
    synchronized boolean isDone() {
        return ended.isEmpty() && (wanted.isEmpty() || stopping.getAsBoolean());
    }
}
