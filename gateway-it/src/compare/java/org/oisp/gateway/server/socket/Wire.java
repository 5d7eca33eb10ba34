package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Frames as a peer sends them. */
final class Wire {

    private Wire() {}

    /**
     * Returns a frame with the shortest length that holds its payload.
     *
     * @param first the first byte of its header
     * @param mask 0 for a frame that is not masked
     */
    static ByteBuf frame(Channel channel, int first, byte[] payload, int mask) {
        ByteBuf frame = channel.alloc().directBuffer(payload.length + 14);
        int masked = mask == 0 ? 0 : 0x80;
        frame.writeByte(first);
        if (payload.length < 126) {
            frame.writeByte(masked | payload.length);
        } else {
            frame.writeByte(masked | 126).writeShort(payload.length);
        }
        if (mask != 0) {
            frame.writeInt(mask);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i & 3))));
        }
        return frame;
    }
}
