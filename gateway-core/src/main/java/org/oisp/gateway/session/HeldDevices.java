package org.oisp.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.Mailbox;

/**
 * The devices that a connection holds, and the places that are kept for those whose registration is under way: together no more than
 * a connection may hold. Thread-safe: a registration comes back from the database on another thread than the peer's messages.
 */
final class HeldDevices {

    private final int most;
    /** Small: most connections hold one device. */
    private final List<Held> held = new ArrayList<>(1);

    private int kept;
    private boolean ended;

    HeldDevices(int most) {
        this.most = most;
    }

    /**
     * Finds a place for a registration. A device that the connection holds may come again however many it holds: it takes the place
     * that it has.
     *
     * @param id what the peer says that the device is called
     * @return the place, to be given back with {@link #settle}; null if there is none left
     */
    synchronized @Nullable Place keepPlace(@Nullable String id) {
        if (held.stream().anyMatch(device -> device.id().equals(id))) {
            return new Place(false);
        }
        if (held.size() + kept >= most) {
            return null;
        }
        kept++;
        return new Place(true);
    }

    /** The registration is over. Does nothing the second time. */
    synchronized void settle(Place place) {
        if (place.kept) {
            place.kept = false;
            kept--;
        }
    }

    /**
     * Puts a device into its place, or into the one that it had.
     *
     * @param device the device
     * @param place its place
     * @param first told of the device if the connection did not hold it already; before it could be among those of {@link #end}
     * @return false if the session ended while the device was at the database, or holds as many devices as it may
     */
    synchronized boolean hold(Held device, Place place, Consumer<Mailbox> first) {
        if (ended) {
            settle(place);
            return false;
        }
        boolean again = held.removeIf(older -> older.mailbox.device().equals(device.mailbox.device()));
        // Without a place of its own it had the id of another account's device.
        boolean room = again || place.kept || held.size() + kept < most;
        settle(place);
        if (!room) {
            return false;
        }
        if (!again) {
            first.accept(device.mailbox);
        }
        held.add(device);
        return true;
    }

    /** The device, if it is the only one that is held; null for none, and for several. */
    synchronized @Nullable DeviceIdentity only() {
        return held.size() == 1 ? held.get(0).mailbox.device() : null;
    }

    /** Takes none from here on; gives those that are held. */
    synchronized List<Held> close() {
        ended = true;
        return List.copyOf(held);
    }

    /** The row of the device whose mailbox this is, or null if it is not held, or has none. */
    synchronized @Nullable Binding bindingOf(Mailbox mailbox) {
        for (Held device : held) {
            if (device.mailbox == mailbox) {
                return device.binding;
            }
        }
        return null;
    }

    /** Keeps a newer row of the device whose mailbox this is; false if it is not held. */
    synchronized boolean rebound(Mailbox mailbox, Binding binding) {
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i).mailbox == mailbox) {
                held.set(i, new Held(mailbox, binding));
                return true;
            }
        }
        return false;
    }

    /** Holds nothing from here on. */
    synchronized List<Held> end() {
        ended = true;
        List<Held> devices = List.copyOf(held);
        held.clear();
        return devices;
    }

    /** Whether it takes none any more. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** A device that the connection holds. */
    record Held(Mailbox mailbox, @Nullable Binding binding) {
        private String id() {
            return mailbox.device().id().value();
        }
    }

    /** Where a registration under way will have its device. */
    static final class Place {
        /** Whether it is counted; guarded by the devices. */
        private boolean kept;

        private Place(boolean kept) {
            this.kept = kept;
        }
    }
}
