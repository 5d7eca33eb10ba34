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
 * The devices that are connected here. Of several connections of one device the newest has it; the older one is closed. Thread-safe.
 */
public final class DeviceRegistry {

    private final MailboxSettings bounds;
    private final ConnectionEvents events;
    private final ConcurrentMap<DeviceUid, Mailbox> byUid = new ConcurrentHashMap<>();
    /** Several accounts may each have a device of one id: mostly a list of one. Follows {@link #byUid}, see {@link #index}. */
    private final ConcurrentMap<DeviceId, List<Mailbox>> byId = new ConcurrentHashMap<>();

    /**
     * Makes an empty registry.
     *
     * @param bounds of each mailbox
     * @param events told of each connection that is taken over
     */
    public DeviceRegistry(MailboxSettings bounds, ConnectionEvents events) {
        this.bounds = bounds;
        this.events = events;
    }

    /**
     * Makes the device reachable at a new mailbox, and ends the mailbox that it had.
     *
     * @param device the device
     * @param owner the session that will read the mailbox; its text form names the peer
     * @param greeting the mailbox's first message
     * @return the new mailbox
     */
    public Mailbox admit(DeviceIdentity device, Object owner, Outbound greeting) {
        return admit(device, owner, Mailbox.UNBOUND, Mailbox.NEVER, greeting);
    }

    /**
     * Makes the device reachable at a new mailbox, and ends the mailbox that it had.
     *
     * @param device the device
     * @param owner the session that will read the mailbox; its text form names the peer
     * @param boundAtMicros see {@link Mailbox#boundAtMicros()}
     * @param tokenEndsMillis see {@link Mailbox#tokenEndsMillis()}
     * @param greeting the mailbox's first message
     * @return the new mailbox
     */
    public Mailbox admit(
            DeviceIdentity device, Object owner, long boundAtMicros, long tokenEndsMillis, Outbound greeting) {
        Mailbox mailbox = new Mailbox(device, owner, boundAtMicros, tokenEndsMillis, bounds, greeting);
        Mailbox previous = put(mailbox);
        index(device);
        if (previous != null && !previous.device().id().equals(device.id())) {
            // Renamed in the database while it was connected.
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

    /** Gives the mailbox that the device had. Nobody sees the new one before it has what it inherits of that. */
    private @Nullable Mailbox put(Mailbox mailbox) {
        Mailbox[] previous = {null};
        byUid.compute(mailbox.device().uid(), (uid, older) -> {
            if (older != null) {
                mailbox.succeed(older);
                previous[0] = older;
            }
            return mailbox;
        });
        return previous[0];
    }

    /**
     * Ends a mailbox because its device has connected to another instance. From here on nothing more is delivered to it.
     *
     * @param mailbox what {@link #admit} returned
     * @return whether a session was ended by it; false if the device has a newer mailbox here, or left by itself
     */
    public boolean surrender(Mailbox mailbox) {
        remove(mailbox);
        boolean closed = mailbox.cede();
        if (closed) {
            events.dropped(mailbox.owner(), mailbox.device(), DropReason.TAKEN_OVER);
        }
        return closed;
    }

    /**
     * All instances have heard that a device is here: from here on what others send it is for its mailbox, or for the one that has
     * taken its place on this instance since.
     *
     * @param announced the mailbox that they were told of
     * @param link the number of the link over which they were told
     */
    public void settle(Mailbox announced, int link) {
        // Not while another takes its place.
        byUid.computeIfPresent(announced.device().uid(), (uid, current) -> {
            if (current == announced || (announced.isTakenHere() && current.mayInherit())) {
                current.settle(link);
            }
            return current;
        });
    }

    /**
     * Finds who is to get what a mailbox did not take any more.
     *
     * @param ended a mailbox that has ended
     * @return the mailbox of the connection to this instance that has taken the device over since; null if it was not taken over here
     */
    public @Nullable Mailbox heirOf(Mailbox ended) {
        Mailbox current = ended.isTakenHere() ? find(ended.device().uid()) : null;
        return current == ended ? null : current;
    }

    /**
     * Shows every mailbox once.
     *
     * @param visitor what to do with each; one that comes or goes meanwhile may or may not be among them
     */
    public void forEach(Consumer<Mailbox> visitor) {
        byUid.values().forEach(visitor);
    }

    /**
     * Takes a mailbox out, if the device has no newer one.
     *
     * @param mailbox what {@link #admit} returned
     */
    public void remove(Mailbox mailbox) {
        if (byUid.remove(mailbox.device().uid(), mailbox)) {
            index(mailbox.device());
        }
    }

    /**
     * Finds a device by its key.
     *
     * @param uid the key
     * @return its mailbox, or null if it is not connected here
     */
    public @Nullable Mailbox find(DeviceUid uid) {
        return byUid.get(uid);
    }

    /**
     * Finds a device by its account and its id there.
     *
     * @param account the account
     * @param id the id
     * @return its mailbox, or null if it is not connected here
     */
    public @Nullable Mailbox find(AccountId account, DeviceId id) {
        for (Mailbox mailbox : find(id)) {
            if (mailbox.device().account().equals(account)) {
                return mailbox;
            }
        }
        return null;
    }

    /**
     * Finds the devices that have an id, in whatever account.
     *
     * @param id the id
     * @return their mailboxes, none or more
     */
    public List<Mailbox> find(DeviceId id) {
        return byId.getOrDefault(id, List.of());
    }

    /**
     * All mailboxes.
     *
     * @return a view of those that are there when it is walked
     */
    public Collection<Mailbox> mailboxes() {
        return Collections.unmodifiableCollection(byUid.values());
    }

    /**
     * How many devices are connected.
     *
     * @return a number, for a gauge
     */
    public int size() {
        return byUid.size();
    }

    /**
     * How many messages wait in all mailboxes together.
     *
     * @return a number, for a gauge; counted at the call
     */
    public long waiting() {
        return byUid.values().stream().mapToLong(Mailbox::depth).sum();
    }

    /**
     * How many messages wait in the fullest mailbox.
     *
     * @return a number, for a gauge; counted at the call
     */
    public int deepest() {
        return byUid.values().stream().mapToInt(Mailbox::depth).max().orElse(0);
    }

    /**
     * How many bytes wait in the mailbox that has most of them.
     *
     * @return a number, for a gauge; counted at the call
     */
    public int heaviest() {
        return byUid.values().stream().mapToInt(Mailbox::bytes).max().orElse(0);
    }

    /**
     * What waits.
     *
     * @param messages in all mailboxes together
     * @param deepest in the fullest one
     */
    public record Backlog(long messages, int deepest) {}

    /**
     * How many messages wait.
     *
     * @return counted at the call, with one look at each mailbox
     */
    public Backlog backlog() {
        long messages = 0;
        int deepest = 0;
        for (Mailbox mailbox : byUid.values()) {
            int depth = mailbox.roughDepth();
            messages += depth;
            deepest = Math.max(deepest, depth);
        }
        return new Backlog(messages, deepest);
    }

    /**
     * Makes {@link #byId} say of this device what {@link #byUid} says now. Whoever changed {@link #byUid} calls it afterwards, and of
     * two who did so at once the last sees what the other left.
     */
    private void index(DeviceIdentity device) {
        byId.compute(device.id(), (id, mailboxes) -> {
            List<Mailbox> next = new ArrayList<>();
            if (mailboxes != null) {
                next.addAll(mailboxes);
                next.removeIf(mailbox -> mailbox.device().uid().equals(device.uid()));
            }
            Mailbox current = byUid.get(device.uid());
            if (current != null && current.device().id().equals(id)) {
                next.add(current);
            }
            return next.isEmpty() ? null : List.copyOf(next);
        });
    }
}
