package org.oisp.gateway.server.socket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks and unmasks payloads (RFC 6455, 5.3); both are the same operation. */
public final class FrameMask {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameMask() {}

    /**
     * Masks or unmasks a whole array.
     *
     * @param payload changed in place
     * @param mask the key, its first byte on the wire in the highest bits
     */
    public static void apply(byte[] payload, int mask) {
        apply(payload, 0, payload.length, mask);
    }

    /**
     * Masks or unmasks a payload that is part of an array.
     *
     * @param bytes changed in place
     * @param from index of the payload's first byte
     * @param to index after its last byte
     * @param mask the key, its first byte on the wire in the highest bits
     */
    public static void apply(byte[] bytes, int from, int to, int mask) {
        if (mask == 0) {
            return;
        }
        long twice = (long) mask << 32 | (mask & 0xFFFFFFFFL);
        int at = from;
        for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
        }
        for (; at < to; at++) {
            bytes[at] ^= (byte) (mask >>> (24 - 8 * ((at - from) & 3)));
        }
    }
}
