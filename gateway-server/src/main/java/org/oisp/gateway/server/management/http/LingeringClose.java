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
 * Ends a connection so that a client that is still sending can read its last answer (RFC 9112, 9.6): closes our side, goes on reading
 * and throws away what comes, and closes the socket once the client has closed its side, has had its time or has sent its bytes. To
 * close at once would make the kernel answer what still comes with a reset, which may overtake the answer. Stands first.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
public final class LingeringClose extends ChannelDuplexHandler {

    /** What a client may send behind its last answer; a little more than fits into its system's buffers would do. */
    static final long MAX_DISCARDED_BYTES = 16L * 1024 * 1024;

    private final Duration most;
    private boolean answered;
    private boolean lingers;
    private long discarded;

    /**
     * Makes the handler of one connection.
     *
     * @param most how long a client may take to close its side
     */
    public LingeringClose(Duration most) {
        this.most = most;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        answered = true;
        ctx.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!lingers && !(answered && ctx.channel() instanceof DuplexChannel && isAllWritten(ctx))) {
            // Nothing was said that could be lost, or what was said is not even with the kernel.
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
        Future<?> deadline = ctx.executor().schedule(() -> ctx.close(), most.toNanos(), TimeUnit.NANOSECONDS);
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

    /** Closes at once, whatever is not written or still comes. */
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
