package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an accepted socket from being active, and so from being read, until its turn has come: all that it costs until then is its file
 * and an empty pipeline. What the kernel has us read all the same, as the peer leaves, is thrown away. To be the first in a pipeline.
 */
@SuppressWarnings("FutureReturnValueIgnored") // that it is closed is seen
public final class AcceptedSocketGate extends ChannelInboundHandlerAdapter {

    private final AcceptedSocketQueue queue;
    private final Runnable refuse;
    private @Nullable ChannelHandlerContext context;
    private long cameNanos;
    private boolean gone;

    /**
     * Makes a gate.
     *
     * @param queue where it waits
     * @param refuse has the peer refused as soon as it is read, since it has waited too long
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

    /** The peer has left before anything was said. To read on from a socket whose other side is closed would fail in Netty. */
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

    /** Its socket is closed a moment before it is told so. */
    boolean isGone() {
        return gone || (context != null && !context.channel().isActive());
    }

    long cameNanos() {
        return cameNanos;
    }

    void open(boolean late) {
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
