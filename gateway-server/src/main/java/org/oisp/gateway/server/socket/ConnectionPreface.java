package org.oisp.gateway.server.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.server.socket.origin.ConnectionOrigin;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.server.socket.tls.DeviceTls;
import org.oisp.gateway.server.socket.tls.TlsGate;

/**
 * Handles what precedes a connection's first request: a proxy's PROXY header, and TLS. Stays in the pipeline before the
 * {@link HandshakeHandler}, whose timeout applies, until both are done; it is not added if neither is expected.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
final class ConnectionPreface extends ChannelInboundHandlerAdapter {

    /** Maximum size in bytes of a PROXY header after the addresses; it may include a client certificate. */
    private static final int MAX_HEADER_EXTRAS = 4096;

    private final SocketContext context;
    private final DeviceSocket socket;
    private final @Nullable ConnectionOrigin connectionOrigin;
    private boolean headerDue;
    private boolean refused;
    private @Nullable TlsGate gate;

    private ConnectionPreface(
            SocketContext context,
            DeviceSocket socket,
            @Nullable ConnectionOrigin connectionOrigin,
            @Nullable DeviceTls tls,
            boolean fromThisProcess) {
        this.context = context;
        this.socket = socket;
        this.connectionOrigin = connectionOrigin;
        this.headerDue = connectionOrigin != null && connectionOrigin.headerDue();
        this.gate = tls == null ? null : new TlsGate(tls, socket.memory(), fromThisProcess);
    }

    /** Adds a preface, and before it the handlers of the header and TLS; {@code fromThisProcess} marks a connection of this process. */
    static void addTo(
            ChannelPipeline pipeline,
            SocketContext context,
            DeviceSocket socket,
            @Nullable ConnectionOrigin connectionOrigin,
            @Nullable DeviceTls tls,
            boolean fromThisProcess) {
        ConnectionPreface connectionPreface =
                new ConnectionPreface(context, socket, connectionOrigin, tls, fromThisProcess);
        if (connectionPreface.isDone()) {
            return;
        }
        pipeline.addFirst(connectionPreface);
        if (connectionPreface.gate != null) {
            pipeline.addFirst(connectionPreface.gate);
        }
        if (connectionPreface.headerDue) {
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
            if (connectionOrigin != null && !connectionOrigin.announced(header)) {
                refuse(ctx, HandshakeOutcome.BAD_PROXY_HEADER, "unknown address");
            } else if (!context.limits().accepts(PeerAddress.of(ctx.channel()))) {
                refuse(ctx, HandshakeOutcome.ADDRESS_LIMITED, "its address is banned");
            } else if (connectionOrigin != null && connectionOrigin.isFlood()) {
                refuse(ctx, HandshakeOutcome.TOO_MANY_FROM_ADDRESS, "too many connections");
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
            // The exception's message may contain received bytes.
            refuse(ctx, HandshakeOutcome.BAD_PROXY_HEADER, "the first bytes are not a PROXY header");
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** Closes a connection whose time is over, without an answer: one would not be TLS, or would precede the proxy's header. */
    void expire(ChannelHandlerContext ctx) {
        refuse(
                ctx,
                HandshakeOutcome.TIMED_OUT,
                headerDue ? "no PROXY header arrived" : "no TLS session was established");
    }

    private void refuse(ChannelHandlerContext ctx, HandshakeOutcome outcome, String why) {
        if (!refused) {
            refused = true;
            socket.markLegitimate();
            if (outcome == HandshakeOutcome.TLS_FAILED) {
                socket.tolerates(Misuse.FAILED_TLS);
            }
            context.events().handshakes().broken(socket, outcome, why);
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
