package org.oisp.gateway.server.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.HandshakeOutcome;
import org.oisp.gateway.events.Misbehaviour;
import org.oisp.gateway.server.socket.origin.Origin;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.server.socket.tls.DeviceTls;
import org.oisp.gateway.server.socket.tls.TlsGate;

/**
 * What comes before a connection's first request: a proxy's PROXY header, and TLS. Stands before the {@link HandshakeHandler} until
 * both are done, and only where one of them is asked for. How long they may take, the {@link HandshakeHandler} sees to.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class Arrival extends ChannelInboundHandlerAdapter {

    /** Bytes that a PROXY header may have behind the addresses; a client's certificate may be among them. */
    private static final int MAX_HEADER_EXTRAS = 4096;

    private final SocketContext context;
    private final DeviceSocket socket;
    private final @Nullable Origin origin;
    private boolean headerDue;
    private boolean refused;
    private @Nullable TlsGate gate;

    private Arrival(
            SocketContext context, DeviceSocket socket, @Nullable Origin origin, @Nullable DeviceTls tls, boolean own) {
        this.context = context;
        this.socket = socket;
        this.origin = origin;
        this.headerDue = origin != null && origin.headerDue();
        this.gate = tls == null ? null : new TlsGate(tls, socket.memory(), own);
    }

    /** Puts it first, and before it whatever reads the header and TLS; {@code own} for a connection of this process. */
    static void addTo(
            ChannelPipeline pipeline,
            SocketContext context,
            DeviceSocket socket,
            @Nullable Origin origin,
            @Nullable DeviceTls tls,
            boolean own) {
        Arrival arrival = new Arrival(context, socket, origin, tls, own);
        if (arrival.isDone()) {
            return;
        }
        pipeline.addFirst(arrival);
        if (arrival.gate != null) {
            pipeline.addFirst(arrival.gate);
        }
        if (arrival.headerDue) {
            pipeline.addFirst(new HAProxyMessageDecoder(MAX_HEADER_EXTRAS));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            headerDue = false;
            if (origin != null && !origin.announced(header)) {
                refuse(ctx, HandshakeOutcome.BAD_PROXY_HEADER, "its address is none");
            } else if (!context.limits().accepts(PeerAddress.of(ctx.channel()))) {
                refuse(ctx, HandshakeOutcome.ADDRESS_LIMITED, "its address has misbehaved too often");
            } else if (origin != null && origin.isFlood()) {
                refuse(ctx, HandshakeOutcome.TOO_MANY_FROM_ADDRESS, "far too many");
            } else {
                leaveIfDone(ctx);
            }
        } finally {
            header.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (gate != null && gate.isPassed(event, ctx)) {
            gate = null;
            leaveIfDone(ctx);
            return;
        }
        String why = TlsGate.refusal(event);
        if (why != null) {
            refuse(ctx, HandshakeOutcome.TLS_FAILED, why);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (refused) {
            return;
        }
        if (headerDue && cause instanceof DecoderException) {
            // Not its message, which may show what has come.
            refuse(ctx, HandshakeOutcome.BAD_PROXY_HEADER, "what came first is no PROXY header");
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** Its time is over. An answer would be no TLS, or would come before the header that the proxy owes. */
    void expire(ChannelHandlerContext ctx) {
        refuse(ctx, HandshakeOutcome.TIMED_OUT, headerDue ? "no PROXY header came" : "no TLS session came to be");
    }

    private void refuse(ChannelHandlerContext ctx, HandshakeOutcome outcome, String why) {
        if (!refused) {
            refused = true;
            socket.spoke();
            if (outcome == HandshakeOutcome.TLS_FAILED) {
                socket.tolerates(Misbehaviour.FAILED_TLS);
            }
            context.events().handshakeBroken(socket, outcome, why);
            ctx.close();
        }
    }

    private boolean isDone() {
        return !headerDue && gate == null;
    }

    private void leaveIfDone(ChannelHandlerContext ctx) {
        if (isDone()) {
            ctx.pipeline().remove(this);
        }
    }
}
