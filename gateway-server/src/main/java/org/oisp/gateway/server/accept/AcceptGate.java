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
 * Stops a port from accepting before its share of the process's open files is used up: later peers wait in the kernel's queue, and the
 * files of the database, the log and the other port stay free. A connection counts from its acceptance until its file descriptor is
 * released, in every state. Must be the first handler of a listening socket.
 */
@SuppressWarnings("FutureReturnValueIgnored") // only the close listener matters
public final class AcceptGate extends ChannelInboundHandlerAdapter {

    private final int max;
    private final AcceptorEvents events;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean paused;

    AcceptGate(int max, AcceptorEvents events) {
        this.max = max;
        this.events = events;
    }

    /**
     * Adds a gate to a server that is not bound yet.
     *
     * @param server the server
     * @param max how many connections may have a file at once
     * @param events receives each pause and each failure to accept
     * @return the server with the gate
     * @param <T> the kind of server
     */
    public static <T extends ServerTransport<T, ?>> T guard(T server, int max, AcceptorEvents events) {
        // Without this option a connection could be accepted before the gate is in the pipeline.
        return server.option(ChannelOption.AUTO_READ, false).doOnBound(bound -> open(bound, max, events));
    }

    private static void open(DisposableServer bound, int max, AcceptorEvents events) {
        bound.channel().pipeline().addFirst(new AcceptGate(max, events));
        bound.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel connection) {
            connection.closeFuture().addListener(closed -> closed(ctx));
            if (open.incrementAndGet() >= max) {
                pause(ctx);
            }
        }
        ctx.fireChannelRead(message);
    }

    private void pause(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        paused = true;
        events.paused(max);
        // A connection may have closed before paused was set.
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
        if (paused && open.get() < max && ctx.channel().isOpen()) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** Reports the failure: Netty retries after a second, without a log line. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        events.failed(cause);
        ctx.fireExceptionCaught(cause);
    }
}
