package org.oisp.gateway.server.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.DisposableServer;
import reactor.netty.transport.ServerTransport;

/**
 * Has a port stop accepting before its share of the process's open files is used up: who comes then waits in the kernel's queue, and the
 * files of the database, of the log and of the other port are not taken. A connection counts from the moment in which it is accepted to
 * the one in which its file is given back, whatever becomes of it between. Stands first on a listening socket.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is what is waited for, and that is seen
public final class AcceptGate extends ChannelInboundHandlerAdapter {

    private final int most;
    private final AcceptorEvents events;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean paused;

    AcceptGate(int most, AcceptorEvents events) {
        this.most = most;
        this.events = events;
    }

    /**
     * Puts a gate on a server that is not bound yet.
     *
     * @param server the server
     * @param most how many connections may have a file at once
     * @param events told when it accepts none
     * @return the server that accepts no more
     * @param <T> the kind of server
     */
    public static <T extends ServerTransport<T, ?>> T guard(T server, int most, AcceptorEvents events) {
        // Without the first option a connection could be accepted before the gate is there.
        return server.option(ChannelOption.AUTO_READ, false).doOnBound(bound -> open(bound, most, events));
    }

    private static void open(DisposableServer bound, int most, AcceptorEvents events) {
        bound.channel().pipeline().addFirst(new AcceptGate(most, events));
        bound.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel connection) {
            connection.closeFuture().addListener(closed -> closed(ctx));
            if (open.incrementAndGet() >= most) {
                pause(ctx);
            }
        }
        ctx.fireChannelRead(message);
    }

    private void pause(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        paused = true;
        events.paused(most);
        // One may have been closed before that was known.
        resume(ctx);
    }

    /** Called on the event loop of the connection. */
    private void closed(ChannelHandlerContext ctx) {
        open.decrementAndGet();
        EventLoop loop = ctx.channel().eventLoop();
        if (paused && !loop.isShuttingDown()) {
            loop.execute(() -> resume(ctx));
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        if (paused && open.get() < most && ctx.channel().isOpen()) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** Behind this the server tries again after a second, and says nothing. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        events.failed(cause);
        ctx.fireExceptionCaught(cause);
    }
}
