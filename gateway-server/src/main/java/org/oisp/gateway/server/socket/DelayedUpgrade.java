package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a good handshake waiting for its answer: what came behind the request is kept, and nothing more is read until then. Takes the
 * place of the HTTP decoder.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed meanwhile is found to be
final class DelayedUpgrade extends ChannelInboundHandlerAdapter {

    private @Nullable ByteBuf early;

    private DelayedUpgrade() {}

    /** Has a task answer after this time. Called while the request's end is being handled. */
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
            early = early == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), early, bytes);
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
