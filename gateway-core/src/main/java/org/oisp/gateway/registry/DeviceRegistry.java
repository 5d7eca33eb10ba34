package org.oisp.gateway.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Outbound;

/**
 * The devices connected to this instance. If a device connects several times, the newest connection has it, and the older one is closed.
 * Thread-safe.
 */
public final class DeviceRegistry {

    private final MailboxSettings bounds;
    private final ConnectionEvents events;
    private final ReconnectListener reconnects;
    private final ConcurrentMap<DeviceUid, Mailbox> byUid = new ConcurrentHashMap<>();
    /**
     * Mostly lists of one; several accounts may each have a device with the same id. Kept in step with {@link #byUid} by {@link #index}.
     */
    private final ConcurrentMap<DeviceId, List<Mailbox>> byId = new ConcurrentHashMap<>();

    /**
     * Creates an empty registry; nothing waits for devices that reconnect.
     *
     * @param bounds the limits of each mailbox
     * @param events told of each connection that is taken over
     */
    public DeviceRegistry(MailboxSettings bounds, ConnectionEvents events) {
        this(bounds, events, ReconnectListener.NONE);
    }

    /**
     * Creates an empty registry.
     *
     * @param bounds the limits of each mailbox
     * @param events told of each connection that is taken over
     * @param reconnects told of devices that leave and come back
     */
    public DeviceRegistry(MailboxSettings bounds, ConnectionEvents events, ReconnectListener reconnects) {
        this.bounds = bounds;
        this.events = events;
        this.reconnects = reconnects;
    }

    /**
     * Creates a mailbox without a binding row and token expiry for the device, and ends its previous mailbox.
     *
     * @param device the device
     * @param owner the session that will read the mailbox; its {@code toString} names the peer
     * @param greeting the mailbox's first message
     * @return the new mailbox
     */
    public Mailbox admit(DeviceIdentity device, Object owner, Outbound greeting) {
        return admit(device, owner, Mailbox.UNBOUND, Mailbox.NEVER, greeting);
    }

    /**
     * Creates a mailbox for the device, and ends its previous mailbox.
     *
     * @param device the device
     * @param owner the session that will read the mailbox; its {@code toString} names the peer
     * @param boundAtMicros see {@link Mailbox#boundAtMicros()}
     * @param tokenEndsMillis see {@link Mailbox#tokenEndsMillis()}
     * @param greeting the mailbox's first message
     * @return the new mailbox
     */
    public Mailbox admit(
            DeviceIdentity device, Object owner, long boundAtMicros, long tokenEndsMillis, Outbound greeting) {
        return admit(device, owner, boundAtMicros, tokenEndsMillis, greeting, false);
    }

    /**
     * Creates a mailbox for the device, and ends its previous mailbox.
     *
     * @param device the device
     * @param owner the session that will read the mailbox; its {@code toString} names the peer
     * @param boundAtMicros see {@link Mailbox#boundAtMicros()}
     * @param tokenEndsMillis see {@link Mailbox#tokenEndsMillis()}
     * @param greeting the mailbox's first message
     * @param reports see {@link Mailbox#reports()}
     * @return the new mailbox
     */
    public Mailbox admit(
            DeviceIdentity device,
            Object owner,
            long boundAtMicros,
            long tokenEndsMillis,
            Outbound greeting,
            boolean reports) {
        Mailbox mailbox = new Mailbox(device, owner, boundAtMicros, tokenEndsMillis, bounds, greeting, reports);
        Mailbox previous = put(mailbox);
        index(device);
        if (previous != null && !previous.device().id().equals(device.id())) {
            // The device's id changed in the database while it was connected.
            index(previous.device());
        }
        if (previous != null) {
            boolean closed = previous.supersede(owner);
            mailbox.tookOver(closed);
            if (closed) {
                events.dropped(previous.owner(), device, DropReason.TAKEN_OVER);
            }
        }
        return mailbox;
    }

    /** Returns the device's previous mailbox. The new one inherits from it before other threads can see it. */
    private @Nullable Mailbox put(Mailbox mailbox) {
        Mailbox[] previous = {null};
        byUid.compute(mailbox.device().uid(), (uid, older) -> {
            if (older != null) {
                mailbox.succeed(older);
                previous[0] = older;
            }
            reconnects.admitting(mailbox);
            return mailbox;
        });
        return previous[0];
    }

    /**
     * Records that a device's connection has ended or is about to end. To be called before {@link #remove}, by the connection's thread.
     *
     * @param mailbox the device's mailbox on that connection
     * @return whether this was not recorded yet, and the device has no newer connection, here or at another instance
     */
    public boolean leaves(Mailbox mailbox) {
        boolean first = mailbox.departure() == null && mailbox.leaves();
        if (first) {
            reconnects.left(mailbox.device());
        }
        return first;
    }

    /** Records that a device has left another instance; returns its mailbox here, if it has one that is open. */
    public @Nullable Mailbox leftElsewhere(DeviceIdentity device) {
        return whileAbsent(device.uid(), () -> reconnects.left(device)) ? null : find(device.uid());
    }

    /** Returns the listener that is told of devices that leave and come back. */
    public ReconnectListener reconnects() {
        return reconnects;
    }

    /**
     * Runs a task while a device has no open mailbox here, or one whose connection is about to end, and can get no other.
     *
     * @param uid the device
     * @param task must be short, and must not call this registry
     * @return false if the device has an open mailbox here that is to stay; the task was not run
     */
    public boolean whileAbsent(DeviceUid uid, Runnable task) {
        boolean[] absent = {false};
        byUid.compute(uid, (key, current) -> {
            if (current == null || current.hasEnded() || current.isLeaving()) {
                absent[0] = true;
                task.run();
            }
            return current;
        });
        return absent[0];
    }

    /**
     * Ends a mailbox because its device has connected to another instance. Nothing more is delivered to it.
     *
     * @param mailbox the result of {@link #admit}
     * @return whether this ended a session; false if the device has a newer mailbox here, or had already left
     */
    public boolean surrender(Mailbox mailbox) {
        remove(mailbox);
        boolean closed = mailbox.endTakenElsewhere();
        if (closed) {
            events.dropped(mailbox.owner(), mailbox.device(), DropReason.TAKEN_OVER);
        }
        return closed;
    }

    /**
     * Records that all instances know that a device is here. From now on, their actuations for it go to its mailbox, or to the one that
     * has replaced it on this instance since.
     *
     * @param announced the mailbox that was announced
     * @param link the number of the link over which it was announced
     */
    public void settle(Mailbox announced, int link) {
        // Within compute, so that no new mailbox replaces the current one meanwhile.
        byUid.computeIfPresent(announced.device().uid(), (uid, current) -> {
            if (current == announced || (announced.isTakenHere() && current.mayInherit())) {
                current.settle(link);
            }
            return current;
        });
    }

    /**
     * Returns the mailbox that takes the messages which an ended mailbox no longer accepts.
     *
     * @param ended a mailbox that has ended
     * @return the mailbox of a newer connection to this instance; null if the device was not taken over here
     */
    public @Nullable Mailbox successorOf(Mailbox ended) {
        Mailbox current = ended.isTakenHere() ? find(ended.device().uid()) : null;
        return current == ended ? null : current;
    }

    /** Calls the visitor once per mailbox. Weakly consistent: may or may not include mailboxes added or removed meanwhile. */
    public void forEach(Consumer<Mailbox> visitor) {
        byUid.values().forEach(visitor);
    }

    /** Removes a mailbox, unless the device has a newer one. */
    public void remove(Mailbox mailbox) {
        if (byUid.remove(mailbox.device().uid(), mailbox)) {
            index(mailbox.device());
        }
    }

    /** Returns the mailbox of a device, or null if it is not connected here. */
    public @Nullable Mailbox find(DeviceUid uid) {
        return byUid.get(uid);
    }

    /**
     * Returns the mailbox of a device, or null if it is not connected here.
     *
     * @param account the account
     * @param id the device's id within the account
     */
    public @Nullable Mailbox find(AccountId account, DeviceId id) {
        for (Mailbox mailbox : find(id)) {
            if (mailbox.device().account().equals(account)) {
                return mailbox;
            }
        }
        return null;
    }

    /** Returns the mailboxes of the devices with this id, in any account; may be empty. */
    public List<Mailbox> find(DeviceId id) {
        return byId.getOrDefault(id, List.of());
    }

    /** Returns an unmodifiable, weakly consistent view of all mailboxes. */
    public Collection<Mailbox> mailboxes() {
        return Collections.unmodifiableCollection(byUid.values());
    }

    /** Returns the number of connected devices. */
    public int size() {
        return byUid.size();
    }

    /** Returns the number of waiting messages in all mailboxes, counted on each call. */
    public long waiting() {
        return byUid.values().stream().mapToLong(Mailbox::depth).sum();
    }

    /** Returns the number of waiting messages in the fullest mailbox, counted on each call. */
    public int deepest() {
        return byUid.values().stream().mapToInt(Mailbox::depth).max().orElse(0);
    }

    /** Returns the largest number of bytes waiting in any mailbox, counted on each call. */
    public int heaviest() {
        return byUid.values().stream().mapToInt(Mailbox::bytes).max().orElse(0);
    }

    /** Returns the waiting messages, counted on each call. */
    public Backlog backlog() {
        return Backlog.of(byUid.values());
    }

    /**
     * Updates {@link #byId} for a device from {@link #byUid}. Must be called after each change of {@link #byUid}; of two concurrent
     * callers, the last sees both changes.
     */
    private void index(DeviceIdentity device) {
        byId.compute(device.id(), (id, mailboxes) -> {
            List<Mailbox> next = mailboxes == null ? new ArrayList<>() : new ArrayList<>(mailboxes);
            next.removeIf(mailbox -> mailbox.device().uid().equals(device.uid()));
            Mailbox current = byUid.get(device.uid());
            if (current != null && current.device().id().equals(id)) {
                next.add(current);
            }
            return next.isEmpty() ? null : List.copyOf(next);
        });
    }
}
