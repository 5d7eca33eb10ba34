package org.oisp.gateway.server.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import org.oisp.gateway.memory.HeldMemory;

/**
 * What a socket was given and does not take, since its peer does not read: charged to the connection for as long as it waits in Netty's
 * buffers. What the system takes at once, as it nearly always does, is never charged. Used on the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // its listener is what counts
final class UnsentByteCounter {

    /** Less than this is what a connection takes anyway. */
    private static final int NEGLIGIBLE = 1024;

    private final Channel channel;
    private final HeldMemory memory;
    private long charged;
    private boolean watched;

    UnsentByteCounter(Channel channel, HeldMemory memory) {
        this.channel = channel;
        this.memory = memory;
    }

    /** Has a look, once what was written is flushed. */
    void look() {
        long unsent = unsent();
        if (charged > 0 || unsent > NEGLIGIBLE) {
            settle(unsent);
        }
    }

    private void lookAgain() {
        watched = false;
        look();
    }

    private long unsent() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void settle(long unsent) {
        if (unsent > charged) {
            if (!memory.charge(unsent - charged)) {
                // It is being cut.
                return;
            }
        } else {
            memory.release(charged - unsent);
        }
        charged = unsent;
        if (unsent > 0 && !watched) {
            watched = true;
            // Behind all that waits, and past TLS, for which it would be a record.
            ChannelPromise sent = channel.newPromise();
            // In its own turn: Netty tells it in the midst of writing, and would take at once, and for ever, what is
            // added then.
            sent.addListener(done -> {
                if (channel.isActive()) {
                    channel.eventLoop().execute(this::lookAgain);
                }
            });
            channel.unsafe().write(Unpooled.EMPTY_BUFFER, sent);
            channel.unsafe().flush();
        }
    }
}
