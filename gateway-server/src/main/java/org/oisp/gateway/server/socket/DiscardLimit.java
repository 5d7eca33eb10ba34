package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Throws away what a peer sends behind our last bytes, before anybody else sees it, and bounds it: past that, the socket is closed. TLS that
 * has said its end would fail at what still comes, and end the socket.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
final class DiscardLimit extends ChannelInboundHandlerAdapter {

    /** A little more than fits into the buffers of two systems would do for what is on its way when we close our side. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private long discarded;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (discarded > MAX_BYTES) {
            ctx.close();
        }
    }
}
