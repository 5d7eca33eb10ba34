package org.oisp.gateway.server.socket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of RFC 6455, 5.3. Its own inverse. */
public final class FrameMask {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameMask() {}

    /**
     * Applies a mask to a whole payload.
     *
     * @param payload changed in place
     * @param mask of which the first byte on the wire is the highest
     */
    public static void apply(byte[] payload, int mask) {
        if (mask == 0) {
            return;
        }
        long twice = (long) mask << 32 | (mask & 0xFFFFFFFFL);
        int at = 0;
        for (int last = payload.length - Long.BYTES; at <= last; at += Long.BYTES) {
            LONGS.set(payload, at, (long) LONGS.get(payload, at) ^ twice);
        }
        for (; at < payload.length; at++) {
            payload[at] ^= (byte) (mask >>> (24 - 8 * (at & 3)));
        }
    }
}
