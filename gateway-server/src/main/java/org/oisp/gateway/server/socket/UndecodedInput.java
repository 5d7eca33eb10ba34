package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has received and is not decoded yet: since it had its portion in this pass of its event loop, or is held as a sender. It
 * is one read at most; the socket is not read meanwhile, so that all else waits at the peer. Used on the loop.
 */
final class UndecodedInput {

    /** Frames of one socket that are decoded before the others on its loop have their turn. */
    static final int PORTION = 256;

    private final ChannelHandlerContext ctx;
    private final DeviceSocket socket;
    private @Nullable ByteBuf kept;
    private boolean stopped;
    /** Whether somebody else would have the socket read. */
    private boolean wanted;

    private boolean turnAsked;
    private boolean left;
    /** What the connection was charged for. */
    private int charged;

    UndecodedInput(ChannelHandlerContext ctx, DeviceSocket socket) {
        this.ctx = ctx;
        this.socket = socket;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Until the socket is released, or has its turn in the loop's next pass. */
    void stop() {
        if (!stopped) {
            stopped = true;
            wanted = false;
        }
        stopReading();
        if (!socket.isHeld() && !turnAsked) {
            turnAsked = true;
            socket.loop().nextPass(() -> {
                turnAsked = false;
                socket.goOn();
            });
        }
    }

    /** Others may want it to be read, and go on wanting that: Reactor Netty, as the session takes what was decoded. */
    private void stopReading() {
        ChannelConfig config = ctx.channel().config();
        if (config.isAutoRead()) {
            wanted = true;
            config.setAutoRead(false);
        }
    }

    /** Keeps what is left, and what comes though nothing more was to be read. */
    void keep(ByteBuf in) {
        stopReading();
        if (!in.isReadable()) {
            in.release();
            return;
        }
        ByteBuf all = kept == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), kept, in);
        kept = all;
        if (!charge(all.capacity())) {
            // It holds most of what there is too much of: its socket is being closed.
            end();
        }
    }

    /**
     * Gives what was kept, which may be nothing; null if there is nothing to go on with, or not yet. The socket is read again if it was
     * before, and from here on it is Reactor Netty's affair again: what is decoded now may be more than the session takes.
     */
    @Nullable
    ByteBuf resume() {
        if (!stopped || socket.isHeld() || !ctx.channel().isActive()) {
            return null;
        }
        stopped = false;
        // Netty cannot read again from a socket whose other side is closed, and there is nothing to read.
        if (wanted && !left) {
            ctx.channel().config().setAutoRead(true);
        }
        ByteBuf in = kept == null ? Unpooled.EMPTY_BUFFER : kept;
        kept = null;
        giveBack();
        return in;
    }

    /** What had to wait is decoded. */
    void done() {
        if (left) {
            left = false;
            socket.left();
        }
    }

    /** Whether the peer, who has closed its side, has something here that is still to be decoded. */
    boolean leavesLater() {
        left |= stopped;
        return stopped;
    }

    /** Nothing more is decoded, and nothing is waited for any more. */
    void end() {
        stopped = false;
        done();
        if (kept != null) {
            kept.release();
            kept = null;
        }
        giveBack();
    }

    private boolean charge(int bytes) {
        int more = bytes - charged;
        boolean taken = more <= 0 || socket.memory().charge(more);
        if (taken && more > 0) {
            charged = bytes;
        }
        return taken;
    }

    private void giveBack() {
        socket.memory().release(charged);
        charged = 0;
    }
}
