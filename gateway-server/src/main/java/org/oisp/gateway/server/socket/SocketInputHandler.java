package org.oisp.gateway.server.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * A handler of a socket's input, as far as it is the same before and after the handshake: the peer may leave, and reading may fail. Not
 * thread-safe; confined to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
abstract class SocketInputHandler extends ChannelInboundHandlerAdapter {

    private final SocketContext context;
    private final DeviceSocket socket;

    SocketInputHandler(SocketContext context, DeviceSocket socket) {
        this.context = context;
        this.socket = socket;
    }

    final SocketContext context() {
        return context;
    }

    final DeviceSocket socket() {
        return socket;
    }

    /** Returns whether input is still to be decoded: the subclass then reports that the peer left after that. */
    boolean leavesLater() {
        return false;
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !leavesLater()) {
            socket.peerClosed();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            if (!leavesLater()) {
                socket.peerClosed();
            }
        } else {
            context.events().connections().failed(DefectSite.READ, socket, null, cause);
            ctx.close();
        }
    }
}
