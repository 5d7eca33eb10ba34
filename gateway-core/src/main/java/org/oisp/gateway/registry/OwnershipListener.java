package org.oisp.gateway.registry;

import java.time.Duration;
import org.oisp.gateway.device.DeviceIdentity;
import reactor.core.publisher.Mono;

/**
 * Is told which devices connect to and leave this instance, so that other instances learn of it. Implementations must be thread-safe and
 * must not block.
 */
public interface OwnershipListener {

    /** For an instance without others. */
    OwnershipListener NONE = new OwnershipListener() {
        @Override
        public Mono<Void> connected(Mailbox mailbox) {
            return Mono.empty();
        }

        @Override
        public void disconnected(DeviceIdentity device) {
            // no other instance knows of it
        }
    };

    /**
     * Called when a device has a mailbox here. Takes effect even without a subscription to the result.
     *
     * @param mailbox the result of {@link DeviceRegistry#admit}
     * @return completes when the other instances know, cannot be told, or do not answer in time; never fails
     */
    Mono<Void> connected(Mailbox mailbox);

    /**
     * Called when a connection that has a device is about to end or has ended, and no newer one of the device is known. {@link #disconnected} is
     * called too.
     */
    default void leaves(DeviceIdentity device) {}

    /**
     * Returns how long it takes until other instances know that a device leaves. A connection that need not end at once should still
     * accept actuations for so long after {@link #leaves}.
     *
     * @return zero if there is no other instance to tell
     */
    default Duration departureNotice() {
        return Duration.ZERO;
    }

    /** Called when a connection that had a device has ended. The device may have another connection here. */
    void disconnected(DeviceIdentity device);
}
