package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Utf8;
import org.oisp.gateway.server.socket.frame.CloseFrames;
import org.oisp.gateway.server.socket.frame.FrameHeader;
import org.oisp.gateway.server.socket.frame.FrameMask;
import org.oisp.gateway.server.socket.frame.Opcode;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * Decodes frames (RFC 6455, 5), and passes their messages to the socket's session, which {@link DeviceSocketServer} has put behind it in
 * the pipeline. Copies each payload once, into an array, and unmasks it there: Netty's buffers are not retained. After the first violation
 * or close frame it discards everything.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close closes the channel; channelInactive reports that
final class FrameDecoder extends ChannelInboundHandlerAdapter {

    /** In bytes. A shorter fragment costs more than it brings. */
    private static final int SMALL_FRAGMENT = 64;

    /** Useless frames a second that are not counted as floods: most peers never send more, and need no memory for it. */
    private static final int FREE_A_SECOND = 16;

    /** Shifts nanoseconds to units of about a second. */
    private static final int SECOND_SHIFT = 30;

    private final SocketContext context;
    private final DeviceSocket socket;
    /** An incomplete header or control frame: a few bytes, outside Netty's pools. */
    private @Nullable ByteBuf received;

    private @Nullable PartialMessage message;
    private @Nullable ChannelHandlerContext place;
    /** Whether the incomplete message has a deadline. */
    private boolean timed;

    private boolean ended;
    /** The number of useless frames within about a second (lower half), and that second (upper half). */
    private int useless;
    /** Frames that were decoded in this pass of the loop. */
    private int frames;
    /** Null until the peer first has more input than one pass decodes, or is held. */
    private @Nullable UndecodedInput undecodedInput;

    FrameDecoder(SocketContext context, DeviceSocket socket) {
        this.context = context;
        this.socket = socket;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        place = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        socket.heard();
        ByteBuf in = (ByteBuf) read;
        if (ended) {
            in.release();
            return;
        }
        if (undecodedInput != null && undecodedInput.isStopped()) {
            undecodedInput.keep(in);
        } else {
            decode(ctx, in);
        }
    }

    /** Decodes the input until the socket is held or has used up its portion. */
    private void decode(ChannelHandlerContext ctx, ByteBuf read) {
        ByteBuf in = read;
        if (received != null) {
            in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), received, in);
            received = null;
        }
        try {
            FrameHeader header = socket.loop().header();
            while (!ended && goesOn(ctx) && nextFrame(ctx, header, in)) {
                // The condition does the work.
            }
            if (undecodedInput != null && undecodedInput.isStopped()) {
                if (socket.isHeldAsSender()) {
                    // Input that is not decoded cannot be late.
                    done();
                }
                undecodedInput.keep(in.retain());
            } else if (!ended) {
                keep(in);
            }
        } finally {
            in.release();
        }
    }

    private boolean goesOn(ChannelHandlerContext ctx) {
        if (++frames <= UndecodedInput.PORTION && !socket.isHeld()) {
            return true;
        }
        stop(ctx);
        return false;
    }

    private void stop(ChannelHandlerContext ctx) {
        UndecodedInput stopped = undecodedInput;
        if (stopped == null) {
            stopped = new UndecodedInput(ctx, socket);
            undecodedInput = stopped;
        }
        stopped.stop();
    }

    /** Stops decoding: the socket is held as a sender. */
    void hold() {
        ChannelHandlerContext ctx = place;
        if (!ended && ctx != null && !ctx.isRemoved()) {
            stop(ctx);
        }
    }

    /** Decodes the input that waited, and turns reading on again, unless the socket is held. */
    void goOn() {
        UndecodedInput stopped = undecodedInput;
        ChannelHandlerContext ctx = place;
        ByteBuf waited = stopped == null || ctx == null ? null : stopped.resume();
        if (stopped == null || ctx == null || waited == null) {
            return;
        }
        frames = 0;
        socket.heard();
        decode(ctx, waited);
        if (!stopped.isStopped()) {
            stopped.done();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        frames = 0;
        // Flushes the replies now: the next read may be the end of the peer's stream, which closes the channel within
        // this pass.
        socket.readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        free();
        // Ends the session first: shutdown waits for the last socket to close, and its devices must be released by
        // then.
        ctx.fireChannelInactive();
        socket.closed();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        socket.writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !leavesLater()) {
            socket.left();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            if (!leavesLater()) {
                socket.left();
            }
        } else {
            context.events().connections().failed(DefectSite.READ, socket, null, cause);
            ctx.close();
        }
    }

    /** Ends decoding: later input is discarded. */
    void end() {
        ended = true;
        free();
    }

    /** Ends decoding, and tells the session that a message was not complete in time. */
    void expire() {
        timed = false;
        ChannelHandlerContext ctx = place;
        if (!ended && ctx != null && !ctx.isRemoved()) {
            end();
            ctx.fireChannelRead(Signal.SLOW);
        }
    }

    DeviceSocket socket() {
        return socket;
    }

    /** Returns whether input is still to be decoded, so that the peer's leaving is reported after it. */
    private boolean leavesLater() {
        return undecodedInput != null && undecodedInput.leavesLater();
    }

    private void free() {
        done();
        if (message != null) {
            message.release();
            message = null;
        }
        if (undecodedInput != null) {
            undecodedInput.end();
        }
        if (received != null) {
            received.release();
            received = null;
        }
    }

    /** Keeps an incomplete header or control frame, and starts the deadline. {@code message} already holds the bytes of a message. */
    private void keep(ByteBuf in) {
        if (in.isReadable()) {
            received = Unpooled.buffer(in.readableBytes()).writeBytes(in);
        } else if (message == null) {
            return;
        }
        if (!timed) {
            timed = true;
            socket.loop().deadlines().begun(this, context.messageTimeout().toNanos());
        }
    }

    /** Ends the deadline: nothing is incomplete. */
    private void done() {
        if (timed) {
            timed = false;
            socket.loop().deadlines().done(this);
        }
    }

    /** Decodes a frame, or part of one; returns false if more input is needed. */
    private boolean nextFrame(ChannelHandlerContext ctx, FrameHeader header, ByteBuf in) {
        if (message != null && message.inFrame()) {
            return in.isReadable() && proceed(ctx, message, in);
        }
        if (!header.read(in)) {
            return false;
        }
        CloseFrame violation = header.violation(context.settings().maxFrameBytes());
        if (violation == null) {
            violation = sequenceViolation(header);
        }
        if (violation != null) {
            end(ctx, violation);
            return true;
        }
        boolean control = header.opcode() >= Opcode.CLOSE;
        boolean whole = in.readableBytes() >= header.size() + header.length();
        if (control && !whole) {
            return false;
        }
        in.skipBytes(header.size());
        if (control || (whole && message == null && header.fin())) {
            byte[] payload = new byte[header.length()];
            in.readBytes(payload);
            FrameMask.apply(payload, header.mask());
            frame(ctx, header.opcode(), payload);
            return true;
        }
        PartialMessage begun = message;
        if (begun == null) {
            begun = new PartialMessage(
                    socket.memory(), header.opcode(), context.settings().maxMessageBytes());
            message = begun;
        }
        if (!header.fin() && header.length() < SMALL_FRAGMENT && isFlood(ctx, Flood.SMALL_FRAGMENTS)) {
            return true;
        }
        begun.begin(header.length(), header.mask(), header.fin());
        return proceed(ctx, begun, in);
    }

    /** Adds input to the frame that has begun. */
    private boolean proceed(ChannelHandlerContext ctx, PartialMessage begun, ByteBuf in) {
        if (!begun.take(in)) {
            // The memory budget is used up: this connection is being evicted.
            end();
        } else if (!begun.inFrame() && begun.isWhole()) {
            message = null;
            done();
            begun.release();
            message(ctx, begun.opcode(), begun.bytes(), begun.length());
        }
        return true;
    }

    /** Returns the close frame for a violation of RFC 6455, 5.4, or of the message size limit, given the frames before; or null. */
    private @Nullable CloseFrame sequenceViolation(FrameHeader header) {
        int opcode = header.opcode();
        if (opcode >= Opcode.CLOSE) {
            return null;
        }
        boolean continuation = opcode == Opcode.CONTINUATION;
        if (continuation && message == null) {
            return CloseFrame.UNEXPECTED_CONTINUATION;
        }
        if (!continuation && message != null) {
            return CloseFrame.interrupted(opcode);
        }
        int before = message == null ? 0 : message.length();
        return before + header.length() > context.settings().maxMessageBytes() ? CloseFrame.MESSAGE_TOO_BIG : null;
    }

    /** Handles a complete frame that is not part of a fragmented message. */
    private void frame(ChannelHandlerContext ctx, int opcode, byte[] payload) {
        if (timed && message == null) {
            done();
        }
        if ((opcode == Opcode.PING || opcode == Opcode.PONG) && isFlood(ctx, Flood.PINGS)) {
            return;
        }
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> message(ctx, opcode, payload, payload.length);
            case Opcode.PING -> ctx.fireChannelRead(new Inbound.PingReceived(whole(payload)));
            case Opcode.PONG -> ctx.fireChannelRead(new Inbound.PongReceived(whole(payload)));
            case Opcode.CLOSE -> {
                socket.leaves();
                end(ctx, new Inbound.PeerClosed(CloseFrames.answerTo(payload), CloseFrames.codeOf(payload)));
            }
            default -> throw new IllegalStateException("opcode " + opcode + " was let through");
        }
    }

    private void message(ChannelHandlerContext ctx, int opcode, byte[] bytes, int length) {
        if (opcode == Opcode.BINARY) {
            ctx.fireChannelRead(Signal.MALFORMED);
        } else if (Utf8.isValid(bytes, 0, length)) {
            Inbound decoded = context.reader().read(new ByteSlice(bytes, 0, length), socket.lastHeardNanos());
            socket.spoke();
            if (!(decoded instanceof Signal) || !isFlood(ctx, Flood.PINGS)) {
                ctx.fireChannelRead(decoded);
            }
        } else {
            end(ctx, CloseFrame.INVALID_TEXT);
        }
    }

    /** Counts a frame that costs work and is useless; returns whether the connection is closed for it. */
    private boolean isFlood(ChannelHandlerContext ctx, Flood what) {
        int second = (int) (socket.lastHeardNanos() >>> SECOND_SHIFT) & 0xFFFF;
        useless = (useless >>> Short.SIZE) == second ? useless + 1 : (second << Short.SIZE) | 1;
        if ((useless & 0xFFFF) <= FREE_A_SECOND) {
            return false;
        }
        // Keeps the count from overflowing into the second.
        useless--;
        boolean flood = socket.floods(what);
        if (flood) {
            end(ctx, CloseFrame.POLICY);
        }
        return flood;
    }

    private void end(ChannelHandlerContext ctx, CloseFrame violation) {
        end(ctx, new Inbound.PeerClosed(violation));
    }

    private void end(ChannelHandlerContext ctx, Inbound.PeerClosed ending) {
        end();
        ctx.fireChannelRead(ending);
    }

    private static ByteSlice whole(byte[] payload) {
        return new ByteSlice(payload, 0, payload.length);
    }
}
