package org.oisp.gateway.session;

import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.registry.DiscardReason;
import org.oisp.gateway.registry.DisconnectReason;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.session.HeldDevices.Held;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * Releases devices of a connection: the mailbox first, the binding row last. A failing step prevents neither the other steps nor the
 * release of other devices.
 *
 * @param services shared by all sessions
 * @param peer the connection
 */
record DeviceRelease(SessionServices services, Peer peer) {

    /** Releases a device that has disconnected. */
    void disconnected(Held device, DisconnectReason why) {
        release(device, why);
        run(() -> services.listeners().connections().disconnected(device.mailbox()));
    }

    /** Releases a device whose connection was never reported to the {@link org.oisp.gateway.registry.ConnectionListener}. */
    void release(Held device, DisconnectReason why) {
        run(device::cancelTimer);
        leaves(device);
        run(() -> services.devices().remove(device.mailbox()));
        run(() -> discard(device.mailbox(), why));
        run(() -> services.listeners().ownership().disconnected(device.mailbox().device()));
        Binding binding = device.binding();
        if (binding != null) {
            run(() -> services.ledger().release(binding));
        }
        run(() ->
                services.events().connections().released(peer, device.mailbox().device(), why));
    }

    /** Records that a device's connection has ended or is about to end: what comes for it may wait until it is back. */
    void leaves(Held device) {
        run(() -> {
            if (services.devices().leaves(device.mailbox())) {
                services.listeners().ownership().leaves(device.mailbox().device());
            }
        });
    }

    private void discard(Mailbox mailbox, DisconnectReason why) {
        int left = mailbox.release();
        if (left > 0) {
            DiscardReason reason =
                    why.outcome() instanceof DropReason ? DiscardReason.DROPPED : DiscardReason.DISCONNECTED;
            services.events().connections().discarded(mailbox.device(), left, reason);
        }
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error defect) {
            services.events().connections().defect(DefectSite.RELEASE, peer, defect);
        }
    }
}
