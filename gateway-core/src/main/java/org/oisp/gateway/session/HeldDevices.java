package org.oisp.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.Mailbox;

/**
 * The devices that a connection holds, and the places reserved for registrations in progress. Together they stay within the limit of a
 * connection. Thread-safe: a registration returns from the database on another thread than the peer's messages.
 */
final class HeldDevices {

    private final int max;
    /** Small: most connections hold one device. */
    private final List<Held> held = new ArrayList<>(1);

    private int kept;
    private boolean ended;

    HeldDevices(int max) {
        this.max = max;
    }

    /**
     * Reserves a place for a registration. A device that the connection already holds may register again even at the limit; it keeps its
     * place.
     *
     * @param id the device id that the peer sent
     * @return the place, to be returned with {@link #settle}; null if there is none left
     */
    synchronized @Nullable Place keepPlace(@Nullable String id) {
        if (held.stream().anyMatch(device -> device.id().equals(id))) {
            return new Place(false);
        }
        if (held.size() + kept >= max) {
            return null;
        }
        kept++;
        return new Place(true);
    }

    /** Ends a registration and returns its place. Idempotent. */
    synchronized void settle(Place place) {
        if (place.kept) {
            place.kept = false;
            kept--;
        }
    }

    /**
     * Adds a device, or replaces it if it is already held.
     *
     * @param device the device
     * @param place its place
     * @param first called under the lock if the device was not held already, before {@link #end} can return the device
     * @return false if the session ended during the registration, or already holds as many devices as it may
     */
    synchronized boolean hold(Held device, Place place, Consumer<Mailbox> first) {
        if (ended) {
            settle(place);
            return false;
        }
        boolean again = held.removeIf(older -> replaces(device, older));
        // An uncounted place was matched by id alone; that id may be of another account's device.
        boolean room = again || place.kept || held.size() + kept < max;
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

    /** Returns whether a device has registered again; its older token is of no interest then. */
    private static boolean replaces(Held device, Held older) {
        boolean same = older.mailbox.device().equals(device.mailbox.device());
        if (same) {
            older.cancelTimer();
        }
        return same;
    }

    /** Returns the device if exactly one is held, otherwise null. */
    synchronized @Nullable DeviceIdentity only() {
        return held.size() == 1 ? held.get(0).mailbox.device() : null;
    }

    /** Accepts no more devices, and returns those held. */
    synchronized List<Held> close() {
        ended = true;
        return List.copyOf(held);
    }

    /** Returns the binding row of this mailbox's device; null if it is not held, or has none. */
    synchronized @Nullable Binding bindingOf(Mailbox mailbox) {
        for (Held device : held) {
            if (device.mailbox == mailbox) {
                return device.binding;
            }
        }
        return null;
    }

    /** Replaces the binding row of this mailbox's device by a newer one; returns false if the device is not held. */
    synchronized boolean rebound(Mailbox mailbox, Binding binding) {
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i).mailbox == mailbox) {
                held.set(i, new Held(mailbox, binding, held.get(i).tokenTimer));
                return true;
            }
        }
        return false;
    }

    /** Accepts no more devices, and removes and returns those held. */
    synchronized List<Held> end() {
        ended = true;
        List<Held> devices = List.copyOf(held);
        held.clear();
        return devices;
    }

    /** Returns whether it accepts no more devices. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** A device that the connection holds. Its timer is null if nothing is to be done about its token. */
    record Held(
            Mailbox mailbox,
            @Nullable Binding binding,
            @Nullable TokenTimer tokenTimer) {

        void startTimer() {
            if (tokenTimer != null) {
                tokenTimer.start();
            }
        }

        void cancelTimer() {
            if (tokenTimer != null) {
                tokenTimer.cancel();
            }
        }

        private String id() {
            return mailbox.device().id().value();
        }
    }

    /** A place reserved for a registration in progress. */
    static final class Place {
        /** Whether the place counts towards the limit; guarded by the enclosing object. */
        private boolean kept;

        private Place(boolean kept) {
            this.kept = kept;
        }
    }
}
