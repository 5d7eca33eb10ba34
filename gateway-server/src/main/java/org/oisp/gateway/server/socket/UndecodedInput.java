package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Input of a socket that is not decoded yet, because the socket has used up its portion of this pass of the loop or is held. At most one
 * read; the socket is not read meanwhile, so that the rest waits at the peer. Not thread-safe; confined to the event loop.
 */
final class UndecodedInput {

    /** Frames of one socket that are decoded before the loop's other sockets have their turn. */
    static final int PORTION = 256;

    private final ChannelHandlerContext ctx;
    private final DeviceSocket socket;
    private @Nullable ByteBuf kept;
    private boolean stopped;
    /** Whether Reactor Netty wants the socket read. */
    private boolean wanted;

    private boolean turnAsked;
    private boolean peerClosed;
    /** Bytes charged to the connection. */
    private int charged;

    UndecodedInput(ChannelHandlerContext ctx, DeviceSocket socket) {
        this.ctx = ctx;
        this.socket = socket;
    }

    /** Appends input to what was kept before, if there is any. Takes both buffers over, and returns the one that is to be kept. */
    static ByteBuf append(ByteBufAllocator alloc, @Nullable ByteBuf kept, ByteBuf in) {
        return kept == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, kept, in);
    }

    boolean isStopped() {
        return stopped;
    }

    /** Stops until the socket is released, or has its turn in the loop's next pass. */
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
                socket.resumeReading();
            });
        }
    }

    /** Turns auto-read off. Reactor Netty may turn it on again at any time, as the session takes decoded messages. */
    private void stopReading() {
        ChannelConfig config = ctx.channel().config();
        if (config.isAutoRead()) {
            wanted = true;
            config.setAutoRead(false);
        }
    }

    /** Keeps the undecoded rest, and input that arrives though reading was turned off. */
    void accumulate(ByteBuf in) {
        stopReading();
        if (!in.isReadable()) {
            in.release();
            return;
        }
        ByteBuf all = append(ctx.alloc(), kept, in);
        kept = all;
        if (!charge(all.capacity())) {
            // The memory budget is used up: this connection is being evicted.
            end();
        }
    }

    /**
     * Returns the kept input, which may be empty; null if there is nothing to resume, or not yet. Turns auto-read on again if it was on.
     * From here on Reactor Netty controls it again: the input may decode to more messages than the session takes.
     */
    @Nullable
    ByteBuf resume() {
        if (!stopped || socket.isHeld() || !ctx.channel().isActive()) {
            return null;
        }
        stopped = false;
        // Netty cannot read from a socket whose other side is closed, and there is nothing to read.
        if (wanted && !peerClosed) {
            ctx.channel().config().setAutoRead(true);
        }
        ByteBuf in = kept == null ? Unpooled.EMPTY_BUFFER : kept;
        kept = null;
        releaseCharge();
        return in;
    }

    /** Reports that the peer left, once its input is decoded. */
    void done() {
        if (peerClosed) {
            peerClosed = false;
            socket.peerClosed();
        }
    }

    /** Returns whether a peer that has closed its side has input that is still to be decoded. */
    boolean closesLater() {
        peerClosed |= stopped;
        return stopped;
    }

    /** Discards the input: nothing more is decoded. */
    void end() {
        stopped = false;
        done();
        if (kept != null) {
            kept.release();
            kept = null;
        }
        releaseCharge();
    }

    private boolean charge(int bytes) {
        int more = bytes - charged;
        boolean taken = more <= 0 || socket.memory().charge(more);
        if (taken && more > 0) {
            charged = bytes;
        }
        return taken;
    }

    private void releaseCharge() {
        socket.memory().release(charged);
        charged = 0;
    }
}
