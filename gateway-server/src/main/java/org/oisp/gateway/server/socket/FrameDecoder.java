package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Utf8;
import org.oisp.gateway.receipt.ReportResult;
import org.oisp.gateway.server.socket.frame.CloseFrames;
import org.oisp.gateway.server.socket.frame.FrameHeader;
import org.oisp.gateway.server.socket.frame.FrameMask;
import org.oisp.gateway.server.socket.frame.Opcode;

/**
 * Decodes frames (RFC 6455, 5), and passes their messages to the socket's session, which is behind it in the pipeline. Copies each payload
 * once, into an array, and unmasks it there: Netty's buffers are not retained. After the first violation or close frame it discards
 * everything.
 */
final class FrameDecoder extends PacedDecoder {

    /** In bytes. A shorter fragment costs more than it brings. */
    private static final int SMALL_FRAGMENT = 64;

    /** Useless frames a second that are not counted as floods: most peers never send more, and need no memory for it. */
    private static final int FREE_A_SECOND = 16;

    /** Shifts nanoseconds to units of about a second. */
    private static final int SECOND_SHIFT = 30;

    private @Nullable PartialMessage message;
    /** The number of useless frames within about a second (lower half), and that second (upper half). */
    private int useless;

    FrameDecoder(SocketContext context, DeviceSocket socket) {
        super(context, socket);
    }

    @Override
    boolean isAmidMessage() {
        return message != null;
    }

    @Override
    void releaseMessage() {
        if (message != null) {
            message.release();
            message = null;
        }
    }

    @Override
    boolean decodeFrame(ChannelHandlerContext ctx, FrameHeader header, ByteBuf in) {
        if (message != null && message.inFrame()) {
            return in.isReadable() && proceed(ctx, message, in);
        }
        if (!header.read(in)) {
            return false;
        }
        CloseFrame violation = header.violation(context().settings().maxFrameBytes());
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
                    socket().memory(), header.opcode(), context().settings().maxMessageBytes());
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
        return before + header.length() > context().settings().maxMessageBytes() ? CloseFrame.MESSAGE_TOO_BIG : null;
    }

    /** Handles a complete frame that is not part of a fragmented message. */
    private void frame(ChannelHandlerContext ctx, int opcode, byte[] payload) {
        if (message == null) {
            done();
        }
        if (opcode == Opcode.PONG && confirms(payload)) {
            return;
        }
        if ((opcode == Opcode.PING || opcode == Opcode.PONG) && isFlood(ctx, Flood.PINGS)) {
            return;
        }
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> message(ctx, opcode, payload, payload.length);
            case Opcode.PING -> ctx.fireChannelRead(new Inbound.PingReceived(whole(payload)));
            case Opcode.PONG -> ctx.fireChannelRead(new Inbound.PongReceived(whole(payload)));
            case Opcode.CLOSE -> {
                socket().countIfAbandoned();
                end(ctx, new Inbound.PeerClosed(CloseFrames.answerTo(payload), CloseFrames.codeOf(payload)));
            }
            default -> throw new IllegalStateException("opcode " + opcode + " was let through");
        }
    }

    private void message(ChannelHandlerContext ctx, int opcode, byte[] bytes, int length) {
        if (opcode == Opcode.BINARY) {
            ctx.fireChannelRead(Signal.MALFORMED);
        } else if (Utf8.isValid(bytes, 0, length)) {
            Inbound decoded = context().reader().read(new ByteSlice(bytes, 0, length), socket().lastHeardNanos());
            socket().markLegitimate();
            if (decoded instanceof Inbound.DeviceReport report && handles(report)) {
                return;
            }
            boolean idle = decoded instanceof Signal || decoded instanceof Inbound.DeviceReport;
            if (!idle || !isFlood(ctx, Flood.PINGS)) {
                ctx.fireChannelRead(decoded);
            }
        } else {
            end(ctx, CloseFrame.INVALID_TEXT);
        }
    }

    /** Counts a frame that costs work and is useless; returns whether the connection is closed for it. */
    private boolean isFlood(ChannelHandlerContext ctx, Flood what) {
        int second = (int) (socket().lastHeardNanos() >>> SECOND_SHIFT) & 0xFFFF;
        useless = (useless >>> Short.SIZE) == second ? useless + 1 : (second << Short.SIZE) | 1;
        if ((useless & 0xFFFF) <= FREE_A_SECOND) {
            return false;
        }
        // Keeps the count from overflowing into the second.
        useless--;
        boolean flood = socket().floods(what);
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

    /** Returns whether a pong confirms messages that were written. */
    private boolean confirms(byte[] pong) {
        BatchedWriter writer = socket().writer();
        return writer != null && writer.pong(whole(pong));
    }

    /** Handles a device's report; returns whether a correct device would make it. */
    private boolean handles(Inbound.DeviceReport report) {
        BatchedWriter writer = socket().writer();
        ReportResult result = writer == null ? ReportResult.UNKNOWN : writer.report(report);
        context().events().actuations().reported(result);
        return result.isUseful();
    }

    private static ByteSlice whole(byte[] payload) {
        return new ByteSlice(payload, 0, payload.length);
    }
}
