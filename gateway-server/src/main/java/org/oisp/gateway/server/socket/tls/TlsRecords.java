package org.oisp.gateway.server.socket.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.HeldMemory;

/**
 * Passes only whole records to the TLS handler (RFC 8446, 5.1). An incomplete record waits here in an array charged to the connection,
 * not in an unaccounted Netty buffer. Data that is not TLS passes unchanged.
 */
final class TlsRecords extends ChannelInboundHandlerAdapter {

    private static final int HEADER = 5;
    private static final int LENGTH_AT = 3;
    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 24;

    /** The longest encrypted payload of a TLS 1.2 record (RFC 5246, 6.2.3). */
    private static final int MAX_LENGTH = (1 << 14) + 2048;

    private static final int FIRST_SIZE = 512;

    private final HeldMemory memory;
    private byte @Nullable [] partial;
    private int length;
    private boolean transparent;
    /** The connection has reached its memory limit and is being closed. */
    private boolean ended;

    /**
     * Creates the handler of one connection.
     *
     * @param memory charged for incomplete records
     */
    TlsRecords(HeldMemory memory) {
        this.memory = memory;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (transparent || !(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            if (!ended && (partial == null || complete(ctx, in))) {
                passWhole(ctx, in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    /** Forwards all whole records in one buffer and keeps the rest. */
    private void passWhole(ChannelHandlerContext ctx, ByteBuf in) {
        int end = transparent ? in.writerIndex() : in.readerIndex();
        while (end < in.writerIndex()) {
            int size = size(in, end);
            if (size == 0) {
                transparent = true;
                end = in.writerIndex();
            } else if (size < 0 || in.writerIndex() - end < size) {
                break;
            } else {
                end += size;
            }
        }
        if (end > in.readerIndex()) {
            ctx.fireChannelRead(in.readRetainedSlice(end - in.readerIndex()));
        }
        if (in.isReadable()) {
            accumulate(in, in.readableBytes(), HEADER + MAX_LENGTH);
        }
    }

    /** Completes and forwards the kept record; returns false if bytes are still missing or the memory limit is reached. */
    private boolean complete(ChannelHandlerContext ctx, ByteBuf in) {
        if (length < HEADER && !accumulate(in, Math.min(in.readableBytes(), HEADER - length), HEADER)) {
            return false;
        }
        if (length < HEADER || partial == null) {
            return false;
        }
        int size = size(Unpooled.wrappedBuffer(partial, 0, length), 0);
        transparent = size <= 0;
        int missing = transparent ? 0 : size - length;
        if (!accumulate(in, Math.min(in.readableBytes(), missing), size) || (!transparent && length < size)) {
            return false;
        }
        byte[] whole = partial;
        int wholeLength = length;
        drop();
        ctx.fireChannelRead(Unpooled.wrappedBuffer(whole, 0, wholeLength));
        return true;
    }

    /** Returns the size of the record at this index, with header; 0 if it is not TLS, negative if the header is incomplete. */
    private static int size(ByteBuf in, int at) {
        int type = in.getUnsignedByte(at);
        if (type < FIRST_TYPE || type > LAST_TYPE) {
            return 0;
        }
        if (in.writerIndex() - at < HEADER) {
            return -1;
        }
        int payload = in.getUnsignedShort(at + LENGTH_AT);
        return payload > MAX_LENGTH ? 0 : HEADER + payload;
    }

    /** Keeps bytes; returns false if the connection has reached its memory limit. */
    private boolean accumulate(ByteBuf in, int count, int max) {
        byte[] bytes = partial;
        int needed = length + count;
        int before = bytes == null ? 0 : bytes.length;
        if (bytes == null || needed > before) {
            int size = Math.max(needed, Math.min(Math.max(FIRST_SIZE, before + before / 2), max));
            if (!memory.charge((long) size - before)) {
                ended = true;
                return false;
            }
            bytes = bytes == null ? new byte[size] : Arrays.copyOf(bytes, size);
            partial = bytes;
        }
        in.readBytes(bytes, length, count);
        length = needed;
        return true;
    }

    private void drop() {
        if (partial != null) {
            memory.release(partial.length);
            partial = null;
            length = 0;
        }
    }
}
