package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.arrival.AcceptedSocketQueue.WaitingSocket;

/**
 * Delays an accepted socket's {@code channelActive}, and so its first read, until its turn: until then it costs only its file and an empty
 * pipeline. Discards what Netty reads all the same when the peer leaves. Must be the first handler of the pipeline.
 */
@SuppressWarnings("FutureReturnValueIgnored") // channelInactive reports the close
public final class AcceptedSocketGate extends ChannelInboundHandlerAdapter implements WaitingSocket {

    private final AcceptedSocketQueue queue;
    private final Runnable refuse;
    private @Nullable ChannelHandlerContext context;
    private long cameNanos;
    private boolean gone;

    /**
     * Creates a gate.
     *
     * @param queue where the socket waits
     * @param refuse has the handshake refused, since the socket has waited too long
     */
    public AcceptedSocketGate(AcceptedSocketQueue queue, Runnable refuse) {
        this.queue = queue;
        this.refuse = refuse;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        cameNanos = System.nanoTime();
        queue.arrived(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    /** Closes the channel if the peer has left before its turn. Netty fails on a read from a socket whose other side is closed. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            gone = true;
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        ctx.fireChannelInactive();
    }

    @Override
    public boolean isGone() {
        // The socket closes a moment before channelInactive.
        return gone || (context != null && !context.channel().isActive());
    }

    @Override
    public long cameNanos() {
        return cameNanos;
    }

    @Override
    public void open(boolean late) {
        if (isGone()) {
            return;
        }
        if (late) {
            refuse.run();
        }
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ctx.pipeline().remove(this);
        ctx.fireChannelActive();
    }
}
