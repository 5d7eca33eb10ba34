package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Delays the answer to a valid handshake: keeps the bytes after the request, and reads nothing more until then. Replaces the HTTP decoder
 * in the pipeline.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the task checks whether the channel is still active
final class DelayedUpgrade extends ChannelInboundHandlerAdapter {

    private @Nullable ByteBuf early;

    private DelayedUpgrade() {}

    /** Runs the answer after a delay in nanoseconds. Called while the end of the request is handled. */
    static void hold(ChannelHandlerContext ctx, HttpRequestDecoder http, long nanos, Runnable answer) {
        DelayedUpgrade held = new DelayedUpgrade();
        ctx.channel().config().setAutoRead(false);
        ctx.pipeline().addBefore(ctx.name(), null, held);
        ctx.pipeline().remove(http);
        ctx.executor()
                .schedule(
                        () -> {
                            if (ctx.channel().isActive()) {
                                answer.run();
                                ctx.pipeline().remove(held);
                                ctx.channel().config().setAutoRead(true);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            early = UndecodedInput.append(ctx.alloc(), early, bytes);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf kept = early;
        early = null;
        if (kept == null) {
            return;
        }
        if (ctx.channel().isActive()) {
            ctx.fireChannelRead(kept);
            ctx.fireChannelReadComplete();
        } else {
            kept.release();
        }
    }
}
