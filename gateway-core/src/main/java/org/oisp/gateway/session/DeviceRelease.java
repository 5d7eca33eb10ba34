package org.oisp.gateway.session;

import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.registry.DisconnectReason;
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
        run(() -> services.devices().remove(device.mailbox()));
        run(() -> services.listeners().ownership().disconnected(device.mailbox().device()));
        Binding binding = device.binding();
        if (binding != null) {
            run(() -> services.ledger().release(binding));
        }
        run(() ->
                services.events().connections().released(peer, device.mailbox().device(), why));
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error defect) {
            services.events().connections().defect(DefectSite.RELEASE, peer, defect);
        }
    }
}
