package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.events.Flood;
import org.oisp.gateway.events.StrangerEvents;
import org.oisp.gateway.server.socket.limit.ConnectionLimits;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.origin.PeerAddress;

/**
 * Has a connection read more slowly that does something too often: neither what has come nor what is still in the socket is looked at for
 * a while, so that TCP slows the peer down. Made for a connection when it first does so. Used on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a pause that ends after the channel finds it closed
final class ReadPause {

    private final DeviceSocket socket;
    private final Channel channel;
    private final SocketContext context;
    private final ConnectionLimits limits;
    private final boolean exempt;
    private boolean on;
    /** Whether the socket was being read when the pause began, or somebody has wanted it to be since. */
    private boolean reading;

    ReadPause(DeviceSocket socket, Channel channel, SocketContext context) {
        this.socket = socket;
        this.channel = channel;
        this.context = context;
        this.limits = new ConnectionLimits(context.settings().origins().strangers(), socket.nanos());
        this.exempt =
                AddressRange.anyHolds(context.settings().origins().strangers().exempt(), PeerAddress.of(channel));
    }

    boolean isOn() {
        return on;
    }

    /** The peer has done this; true if the connection is to be closed for it. */
    boolean isDue(Flood what) {
        long nanos = exempt ? 0 : limits.took(what, socket.nanos());
        StrangerEvents events = context.events().strangers();
        if (nanos == ConnectionLimits.CLOSE) {
            events.flooded(socket, what, limits.taken());
        } else if (nanos > 0) {
            on = true;
            events.paused(socket, what, limits.taken(), limits.pauses() == 1);
            channel.eventLoop().schedule(this::end, nanos, TimeUnit.NANOSECONDS);
        }
        return nanos == ConnectionLimits.CLOSE;
    }

    /** While it is on, the socket is not read, whoever else has it read. */
    void stopReading() {
        if (on && channel.config().isAutoRead()) {
            reading = true;
            channel.config().setAutoRead(false);
        }
    }

    private void end() {
        on = false;
        if (!channel.isActive()) {
            return;
        }
        socket.goOn();
        if (reading && !on) {
            reading = false;
            channel.config().setAutoRead(true);
        }
    }
}
