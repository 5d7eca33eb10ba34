package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Bounds what a peer may send that is thrown away, before it has to have closed its side: behind that, its socket is closed. */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
final class DiscardBound extends ChannelInboundHandlerAdapter {

    /** A little more than fits into the buffers of two systems would do for what is on its way when we close our side. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private long discarded;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        if (discarded > MAX_BYTES) {
            ReferenceCountUtil.release(message);
            ctx.close();
        } else {
            // Closed in order, TLS says so in its own way.
            ctx.fireChannelRead(message);
        }
    }
}
