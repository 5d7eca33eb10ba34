package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.oisp.gateway.memory.HeldMemory;

/** Decodes HTTP requests, and charges the connection's memory for an incomplete head. A request that comes in one read costs nothing. */
final class CountedRequestDecoder extends HttpRequestDecoder {

    /** The receive buffer, in bytes: Netty keeps it until the line is complete, however few bytes it holds. */
    private static final int BUFFER = 2048;

    /** Received data is held as bytes and, line by line, as text. */
    private static final int COPIES = 2;

    private final HeldMemory memory;
    private long waiting;
    private long charged;

    CountedRequestDecoder(HttpDecoderConfig settings, HeldMemory memory) {
        super(settings);
        this.memory = memory;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            waiting += bytes.readableBytes();
        }
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        settle(waiting == 0 ? 0 : BUFFER + COPIES * waiting);
        super.channelReadComplete(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        settle(0);
    }

    /** Resets the count: the bytes so far were decoded and passed on. */
    void handedOn() {
        waiting = 0;
    }

    private void settle(long held) {
        if (held > charged) {
            if (memory.charge(held - charged)) {
                charged = held;
            }
        } else if (held < charged) {
            memory.release(charged - held);
            charged = held;
        }
    }
}
