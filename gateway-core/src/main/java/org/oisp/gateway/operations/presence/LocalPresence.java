package org.oisp.gateway.operations.presence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.operations.presence.Presence.ConnectionTimes;
import org.oisp.gateway.operations.presence.Presence.WaitingMessages;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.PeerLiveness;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Answers questions about the devices of this instance. The registry is unordered, because an order would cost time per registration and
 * memory per device; so a page visits each device once and keeps only the entries of the page. Thread-safe.
 */
public final class LocalPresence {

    private static final Comparator<Mailbox> BY_ADDRESS = (one, other) ->
            compare(one.device(), other.device().account(), other.device().id());

    private final String instance;
    private final DeviceRegistry devices;
    private final Supplier<InstanceLoad> load;
    private final Journal journal;

    /**
     * Creates the view of one instance.
     *
     * @param instance its name in binding rows
     * @param devices the devices connected here
     * @param load supplies its load
     * @param journal its recent events
     */
    public LocalPresence(String instance, DeviceRegistry devices, Supplier<InstanceLoad> load, Journal journal) {
        this.instance = instance;
        this.devices = devices;
        this.load = load;
        this.journal = journal;
    }

    PresenceAnswer answer(PresenceQuestion question) {
        if (question.events() != null) {
            return new PresenceAnswer(
                    question.number(), instance, List.of(), false, null, null, events(question.events()));
        }
        return question.page() == null
                ? new PresenceAnswer(
                        question.number(),
                        instance,
                        these(question.devices()),
                        false,
                        question.load() ? load.get() : null)
                : page(question.number(), question.page());
    }

    private InstanceDeviceHistory events(DeviceHistoryRequest request) {
        DeviceAddress device = request.device();
        DeviceUid uid = request.uid() == null ? uid(device) : request.uid();
        return new InstanceDeviceHistory(
                journal.about(device.account(), device.id().value(), uid, DeviceHistoryRequest.MAX).stream()
                        .map(entry -> new InstanceJournalEntry(instance, entry))
                        .toList(),
                journal.sinceMillis());
    }

    /** Returns the key of a device that is connected here, or null. */
    @Nullable
    DeviceUid uid(DeviceAddress device) {
        Mailbox mailbox = devices.find(device.account(), device.id());
        return mailbox == null ? null : mailbox.device().uid();
    }

    private List<Presence> these(List<DeviceAddress> wanted) {
        List<Presence> selected = new ArrayList<>();
        for (DeviceAddress address : wanted) {
            Mailbox mailbox = devices.find(address.account(), address.id());
            if (mailbox != null) {
                selected.add(describe(mailbox));
            }
        }
        return selected;
    }

    private PresenceAnswer page(long number, PageRequest page) {
        if (page.instance() != null && !page.instance().equals(instance)) {
            return new PresenceAnswer(number, instance, List.of(), false, null, 0L, null);
        }
        // Holds one entry more than the page, to know whether there are more. The head is the last address.
        PriorityQueue<Mailbox> first = new PriorityQueue<>(BY_ADDRESS.reversed());
        long total = 0;
        for (Mailbox mailbox : devices.mailboxes()) {
            if (!isWanted(mailbox.device(), page)) {
                continue;
            }
            total++;
            if (!isBehind(mailbox.device(), page.after())) {
                continue;
            }
            if (first.size() <= page.limit()) {
                first.add(mailbox);
            } else if (BY_ADDRESS.compare(mailbox, first.element()) < 0) {
                first.remove();
                first.add(mailbox);
            }
        }
        boolean more = first.size() > page.limit();
        if (more) {
            first.remove();
        }
        List<Mailbox> sorted = new ArrayList<>(first);
        sorted.sort(BY_ADDRESS);
        return new PresenceAnswer(
                number, instance, sorted.stream().map(this::describe).toList(), more, null, total, null);
    }

    private static boolean isWanted(DeviceIdentity device, PageRequest page) {
        return (page.account() == null || page.account().equals(device.account()))
                && page.mayMean(device.id().value());
    }

    private static boolean isBehind(DeviceIdentity device, @Nullable DeviceAddress after) {
        return after == null || compare(device, after.account(), after.id()) > 0;
    }

    private static int compare(DeviceIdentity one, AccountId account, org.oisp.gateway.device.DeviceId id) {
        int accounts = one.account().compareTo(account);
        return accounts != 0 ? accounts : one.id().compareTo(id);
    }

    private Presence describe(Mailbox mailbox) {
        long now = System.currentTimeMillis();
        long silent = mailbox.owner() instanceof PeerLiveness owner ? Math.max(owner.silentNanos(), 0) : 0;
        return new Presence(
                mailbox.device(),
                instance,
                mailbox.boundAtMicros(),
                new ConnectionTimes(
                        mailbox.sinceMillis(),
                        Math.max(now - TimeUnit.NANOSECONDS.toMillis(silent), mailbox.sinceMillis()),
                        mailbox.tokenEndsMillis()),
                new WaitingMessages(mailbox.depth(), mailbox.bytes()),
                mailbox.deliveries());
    }
}
