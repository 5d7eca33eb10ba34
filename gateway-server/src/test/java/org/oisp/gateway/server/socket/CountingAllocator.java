package org.oisp.gateway.server.socket;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Records all buffers that it allocates. */
final class CountingAllocator extends AbstractByteBufAllocator {
    private final List<ByteBuf> all = new ArrayList<>();

    /** Returns all buffers that it ever allocated. */
    List<ByteBuf> all() {
        return all;
    }

    long held() {
        return all.stream()
                .filter(buffer -> buffer.refCnt() > 0)
                .mapToLong(ByteBuf::capacity)
                .sum();
    }

    private ByteBuf note(ByteBuf buffer) {
        all.add(buffer);
        return buffer;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return note(new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return note(new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity));
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
