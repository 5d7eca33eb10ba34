package org.oisp.gateway.server.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import org.oisp.gateway.memory.HeldMemory;

/**
 * Counts bytes that wait in Netty's buffers because the peer does not read, and charges them to the connection. Bytes that the kernel takes
 * at once, as nearly always, are never charged. Not thread-safe; confined to the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise's listener is enough
final class UnsentByteCounter {

    /** In bytes. A connection takes as much memory anyway. */
    private static final int NEGLIGIBLE = 1024;

    private final Channel channel;
    private final HeldMemory memory;
    private long charged;
    private boolean watched;

    UnsentByteCounter(Channel channel, HeldMemory memory) {
        this.channel = channel;
        this.memory = memory;
    }

    /** Updates the charge. Called after a flush. */
    void update() {
        long unsent = unsent();
        if (charged > 0 || unsent > NEGLIGIBLE) {
            settle(unsent);
        }
    }

    private void updateAgain() {
        watched = false;
        update();
    }

    private long unsent() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void settle(long unsent) {
        if (unsent > charged) {
            if (!memory.charge(unsent - charged)) {
                // The connection is being evicted.
                return;
            }
        } else {
            memory.release(charged - unsent);
        }
        charged = unsent;
        if (unsent > 0 && !watched) {
            watched = true;
            // Behind all pending writes, and below TLS, which would make a record of it.
            ChannelPromise sent = channel.newPromise();
            // In a task of its own: Netty notifies the listener in the middle of a write, and would at once write what
            // is added there, for ever.
            sent.addListener(done -> {
                if (channel.isActive()) {
                    channel.eventLoop().execute(this::updateAgain);
                }
            });
            channel.unsafe().write(Unpooled.EMPTY_BUFFER, sent);
            channel.unsafe().flush();
        }
    }
}
