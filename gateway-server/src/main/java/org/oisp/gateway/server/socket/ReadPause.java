package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.MisuseEvents;
import org.oisp.gateway.server.socket.limit.ConnectionLimits;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.origin.PeerAddress;

/**
 * Slows a connection that floods: pauses decoding and reading for a while, so that TCP slows the peer down. Created on the connection's
 * first flood. Not thread-safe; confined to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a pause that ends after the channel finds it closed
final class ReadPause {

    private final PausablePeer peer;
    private final Channel channel;
    private final SocketContext context;
    private final ConnectionLimits limits;
    private final boolean exempt;
    private boolean active;

    ReadPause(PausablePeer peer, Channel channel, SocketContext context) {
        this.peer = peer;
        this.channel = channel;
        this.context = context;
        this.limits = new ConnectionLimits(context.settings().origins().misuse(), peer.nanos());
        this.exempt =
                AddressRange.anyHolds(context.settings().origins().misuse().exempt(), PeerAddress.of(channel));
    }

    boolean isOn() {
        return active;
    }

    /** Counts an action that may be a flood; returns true if the connection is to be closed for it. */
    boolean isDue(Flood what) {
        long nanos = exempt ? 0 : limits.record(what, peer.nanos());
        MisuseEvents events = context.events().misuse();
        if (nanos == ConnectionLimits.CLOSE) {
            events.flooded(peer, what, limits.counted());
        } else if (nanos > 0) {
            active = true;
            events.paused(peer, what, limits.counted(), limits.pauses() == 1);
            channel.eventLoop().schedule(this::end, nanos, TimeUnit.NANOSECONDS);
        }
        return nanos == ConnectionLimits.CLOSE;
    }

    private void end() {
        active = false;
        if (channel.isActive()) {
            peer.resumeReading();
        }
    }
}
