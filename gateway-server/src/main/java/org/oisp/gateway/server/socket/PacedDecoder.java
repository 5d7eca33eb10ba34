package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.server.socket.MessageDeadlines.TimedInput;
import org.oisp.gateway.server.socket.frame.FrameHeader;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * Passes a socket's input to the subclass, which decodes it, frame by frame: in portions, so that the event loop's other sockets have their
 * turns, and not while the socket is held. Keeps incomplete frames, for as long as a message may take. Not thread-safe; confined to the
 * event loop.
 */
abstract class PacedDecoder extends SocketInputHandler implements FrameInput, TimedInput {

    /** An incomplete header or control frame: a few bytes, outside Netty's pools. */
    private @Nullable ByteBuf received;

    private @Nullable ChannelHandlerContext place;
    /** Whether the incomplete message has a deadline. */
    private boolean timed;

    private boolean ended;
    /** Frames that were decoded in this pass of the loop. */
    private int frames;
    /** Null until the peer first has more input than one pass decodes, or is held. */
    private @Nullable UndecodedInput undecodedInput;

    PacedDecoder(SocketContext context, DeviceSocket socket) {
        super(context, socket);
    }

    /**
     * Decodes a frame, or part of one.
     *
     * @param header for the subclass to use until the method returns
     * @param in the input; what is not read of it is kept until there is more
     * @return false if more input is needed
     */
    abstract boolean decodeFrame(ChannelHandlerContext ctx, FrameHeader header, ByteBuf in);

    /** Returns whether the subclass keeps bytes of an incomplete message. */
    abstract boolean isAmidMessage();

    /** Frees the subclass's bytes of an incomplete message. */
    abstract void releaseMessage();

    @Override
    public final void handlerAdded(ChannelHandlerContext ctx) {
        place = ctx;
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object read) {
        socket().heard();
        ByteBuf in = (ByteBuf) read;
        if (ended) {
            in.release();
            return;
        }
        if (undecodedInput != null && undecodedInput.isStopped()) {
            undecodedInput.accumulate(in);
        } else {
            decode(ctx, in);
        }
    }

    /** Decodes the input until the socket is held or has used up its portion. */
    private void decode(ChannelHandlerContext ctx, ByteBuf read) {
        ByteBuf in = read;
        if (received != null) {
            in = UndecodedInput.append(ctx.alloc(), received, in);
            received = null;
        }
        try {
            FrameHeader header = socket().loop().header();
            while (!ended && goesOn(ctx) && decodeFrame(ctx, header, in)) {
                // The condition does the work.
            }
            if (undecodedInput != null && undecodedInput.isStopped()) {
                if (socket().isHeldAsSender()) {
                    // Input that is not decoded cannot be late.
                    done();
                }
                undecodedInput.accumulate(in.retain());
            } else if (!ended) {
                accumulate(in);
            }
        } finally {
            in.release();
        }
    }

    private boolean goesOn(ChannelHandlerContext ctx) {
        if (++frames <= UndecodedInput.PORTION && !socket().isHeld()) {
            return true;
        }
        stop(ctx);
        return false;
    }

    private void stop(ChannelHandlerContext ctx) {
        UndecodedInput stopped = undecodedInput;
        if (stopped == null) {
            stopped = new UndecodedInput(ctx, socket());
            undecodedInput = stopped;
        }
        stopped.stop();
    }

    @Override
    public final void hold() {
        ChannelHandlerContext ctx = place;
        if (!ended && ctx != null && !ctx.isRemoved()) {
            stop(ctx);
        }
    }

    @Override
    public final void resume() {
        UndecodedInput stopped = undecodedInput;
        ChannelHandlerContext ctx = place;
        ByteBuf waited = stopped == null || ctx == null ? null : stopped.resume();
        if (stopped == null || ctx == null || waited == null) {
            return;
        }
        frames = 0;
        socket().heard();
        decode(ctx, waited);
        if (!stopped.isStopped()) {
            stopped.done();
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) {
        frames = 0;
        // Flushes the replies now: the next read may be the end of the peer's stream, which closes the channel within
        // this pass.
        socket().readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        free();
        // Ends the session first: shutdown waits for the last socket to close, and its devices must be released by
        // then.
        ctx.fireChannelInactive();
        socket().closed();
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        socket().writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    final boolean leavesLater() {
        return undecodedInput != null && undecodedInput.closesLater();
    }

    @Override
    public final void end() {
        ended = true;
        free();
    }

    @Override
    public final boolean hasEnded() {
        return ended;
    }

    @Override
    public final void failed(DefectSite where, Throwable defect) {
        socket().failed(where, defect);
    }

    /** Ends decoding, and tells the session that a message was not complete in time. */
    @Override
    public final void expire() {
        timed = false;
        ChannelHandlerContext ctx = place;
        if (!ended && ctx != null && !ctx.isRemoved()) {
            end();
            ctx.fireChannelRead(Signal.SLOW);
        }
    }

    private void free() {
        done();
        releaseMessage();
        if (undecodedInput != null) {
            undecodedInput.end();
        }
        if (received != null) {
            received.release();
            received = null;
        }
    }

    /** Keeps an incomplete header or control frame, and starts the deadline. The subclass keeps the bytes of a message. */
    private void accumulate(ByteBuf in) {
        if (in.isReadable()) {
            received = Unpooled.buffer(in.readableBytes()).writeBytes(in);
        } else if (!isAmidMessage()) {
            return;
        }
        if (!timed) {
            timed = true;
            socket().loop().deadlines().begun(this, context().messageTimeout().toNanos());
        }
    }

    /** Ends the deadline, if there is one: nothing is incomplete. */
    final void done() {
        if (timed) {
            timed = false;
            socket().loop().deadlines().done(this);
        }
    }
}
