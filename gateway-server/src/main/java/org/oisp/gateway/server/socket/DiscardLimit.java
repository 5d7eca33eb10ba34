package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Discards what a peer sends after the gateway's last bytes, before other handlers see it, and closes the socket above a limit. TLS that
 * has sent its close_notify would fail on further input, and end the socket.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
final class DiscardLimit extends ChannelInboundHandlerAdapter {

    /** Ample: the data in flight when this side closes is little more than the socket buffers of both hosts hold. */
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
