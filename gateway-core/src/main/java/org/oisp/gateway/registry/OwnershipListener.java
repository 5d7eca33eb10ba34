package org.oisp.gateway.registry;

import org.oisp.gateway.device.DeviceIdentity;
import reactor.core.publisher.Mono;

/** Who is told which devices come here and go: the other instances, if there are any. Thread-safe; nothing here blocks. */
public interface OwnershipListener {

    /** Nobody else is to know. */
    OwnershipListener ALONE = new OwnershipListener() {
        @Override
        public Mono<Void> arrived(Mailbox mailbox) {
            return Mono.empty();
        }

        @Override
        public void left(DeviceIdentity device) {
            // Nobody has heard of it.
        }
    };

    /**
     * A device has a mailbox here. Done whether or not the answer is waited for.
     *
     * @param mailbox what {@link DeviceRegistry#admit} returned
     * @return completes when the others know, or cannot be told, or do not answer in time; never fails
     */
    Mono<Void> arrived(Mailbox mailbox);

    /**
     * A connection that had a device has ended. The device may have another connection here.
     *
     * @param device the device
     */
    void left(DeviceIdentity device);
}
