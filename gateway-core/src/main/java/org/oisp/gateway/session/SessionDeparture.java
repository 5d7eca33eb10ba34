package org.oisp.gateway.session;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.registry.DisconnectReason;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.DroppedException;
import org.oisp.gateway.session.HeldDevices.Held;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * Why a session ends, and what becomes of its devices then. The first reason wins. A superclass of the session, because an object of its
 * own would take memory for each connection. Thread-safe.
 */
abstract class SessionDeparture {

    private static final AtomicReferenceFieldUpdater<SessionDeparture, DisconnectReason> DEPARTURE =
            AtomicReferenceFieldUpdater.newUpdater(SessionDeparture.class, DisconnectReason.class, "disconnectReason");

    final SessionServices services;
    final Peer peer;
    final HeldDevices held;
    private volatile @Nullable DisconnectReason disconnectReason;

    SessionDeparture(SessionServices services, Peer peer) {
        this.services = services;
        this.peer = peer;
        this.held = new HeldDevices(services.settings().devices());
    }

    final HeldDevices held() {
        return held;
    }

    final void setReason(DisconnectReason why) {
        DEPARTURE.compareAndSet(this, null, why);
    }

    /** Records that the gateway ends the connection. */
    final void dropped(DropReason why) {
        setReason(DisconnectReason.dropped(why));
        services.events().connections().dropped(peer, held.only(), why);
    }

    final void evicted(Eviction eviction) {
        setReason(DisconnectReason.dropped(DropReason.MEMORY));
        services.events().connections().evicted(peer, held.only(), eviction);
    }

    /** Records that the conversation has failed. */
    final void failed(Throwable error) {
        if (error instanceof DroppedException drop && drop.reason() == DropReason.MEMORY) {
            // evicted() reports it, with the bytes that the connection held.
            setReason(DisconnectReason.dropped(drop.reason()));
        } else if (error instanceof DroppedException drop) {
            dropped(drop.reason());
        } else {
            setReason(DisconnectReason.dropped(DropReason.INTERNAL_ERROR));
            services.events().connections().failed(DefectSite.SESSION, peer, held.only(), error);
        }
    }

    /** Returns why a held device disconnects. A reason of the device itself takes precedence over the connection's. */
    final DisconnectReason departureOf(Held device) {
        return DisconnectReason.first(device.mailbox().departure(), disconnectReason);
    }

    /** Releases the devices: the conversation has ended. */
    final void release() {
        held.end().forEach(device -> new DeviceRelease(services, peer).disconnected(device, departureOf(device)));
    }
}
