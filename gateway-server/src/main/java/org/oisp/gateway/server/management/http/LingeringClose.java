package org.oisp.gateway.server.management.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection so that a client that is still sending can read its last response (RFC 9112, 9.6): closes the output, then reads
 * and discards input, and closes the socket when the client has closed its side, or has reached the limit of time or bytes. An
 * immediate close would make the kernel reset the connection on further input, and the reset may overtake the response. Must be the
 * first handler.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
public final class LingeringClose extends ChannelDuplexHandler {

    /** Bytes that a client may send after its last response: a little more than its system buffers would be enough. */
    static final long MAX_DISCARDED_BYTES = 16L * 1024 * 1024;

    private final Duration max;
    private boolean answered;
    private boolean lingers;
    private long discarded;

    /**
     * Creates the handler of one connection.
     *
     * @param max time for a client to close its side
     */
    public LingeringClose(Duration max) {
        this.max = max;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        answered = true;
        ctx.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!lingers && !(answered && ctx.channel() instanceof DuplexChannel && isAllWritten(ctx))) {
            // There is no response to lose, or it has not reached the kernel.
            ctx.close(promise);
            return;
        }
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (!lingers) {
            lingers = true;
            linger(ctx, (DuplexChannel) ctx.channel());
        }
    }

    private void linger(ChannelHandlerContext ctx, DuplexChannel channel) {
        Future<?> deadline = ctx.executor().schedule(() -> ctx.close(), max.toNanos(), TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
        channel.shutdownOutput().addListener(ended -> {
            if (ended.isSuccess()) {
                channel.config().setAutoRead(true);
            } else {
                ctx.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!lingers) {
            ctx.fireChannelRead(message);
            return;
        }
        discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (discarded > MAX_DISCARDED_BYTES) {
            ctx.close();
        }
    }

    /** Closes at once, without waiting for writes or further input. */
    static void cut(Channel channel) {
        ChannelHandlerContext ctx = channel.pipeline().context(LingeringClose.class);
        if (ctx != null) {
            ctx.close();
        }
    }

    private static boolean isAllWritten(ChannelHandlerContext ctx) {
        @Nullable ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        return ctx.channel().isActive() && waiting != null && waiting.isEmpty();
    }
}
