package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has received and is not decoded yet: since it had its portion in this pass of its event loop, or is held as a sender. It
 * is one read at most; the socket is not read meanwhile, so that all else waits at the peer. Used on the loop.
 */
final class Intake {

    /** Frames of one socket that are decoded before the others on its loop have their turn. */
    static final int PORTION = 256;

    private final ChannelHandlerContext ctx;
    private final DeviceSocket socket;
    private @Nullable ByteBuf kept;
    private boolean stopped;
    private boolean turnAsked;
    private boolean left;
    /** What the connection was charged for. */
    private int charged;

    Intake(ChannelHandlerContext ctx, DeviceSocket socket) {
        this.ctx = ctx;
        this.socket = socket;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Until the socket is released, or has its turn in the loop's next pass. */
    void stop() {
        stopped = true;
        ctx.channel().config().setAutoRead(false);
        if (!socket.isHeld() && !turnAsked) {
            turnAsked = true;
            socket.loop().nextPass(() -> {
                turnAsked = false;
                socket.goOn();
            });
        }
    }

    /** Keeps what is left, and what comes though nothing more was to be read: Reactor Netty may switch that on. */
    void keep(ByteBuf in) {
        ctx.channel().config().setAutoRead(false);
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

    /** Gives what was kept, which may be nothing; null if there is nothing to go on with, or not yet. */
    @Nullable
    ByteBuf resume() {
        if (!stopped || socket.isHeld() || !ctx.channel().isActive()) {
            return null;
        }
        stopped = false;
        ByteBuf in = kept == null ? Unpooled.EMPTY_BUFFER : kept;
        kept = null;
        giveBack();
        return in;
    }

    void readOn() {
        ctx.channel().config().setAutoRead(true);
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

    /** Nothing more is decoded. */
    void end() {
        stopped = false;
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
