package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.DefectSite;
import org.oisp.gateway.events.Flood;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Close;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Utf8;
import org.oisp.gateway.server.socket.frame.CloseFrames;
import org.oisp.gateway.server.socket.frame.FrameHeader;
import org.oisp.gateway.server.socket.frame.FrameMask;
import org.oisp.gateway.server.socket.frame.Opcode;

/**
 * Takes frames off the socket and hands on what they mean (RFC 6455, 5) to the socket's session, which {@link DeviceSocketServer} has
 * put behind it. A payload is copied once, off the buffer into an array, and unmasked there. After the first violation or close frame
 * everything else is thrown away.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class FrameDecoder extends ChannelInboundHandlerAdapter {

    /** A buffer of up to this size is not worth a smaller one. */
    private static final int SMALL_BUFFER = 64;

    /** How many times as large as what it holds a buffer may be; one that grows doubles. */
    private static final int MAX_SLACK = 4;

    /** A fragment that is shorter costs more than it brings. */
    private static final int SMALL_FRAGMENT = 64;

    /** So many useless frames a second are not even counted: most peers never send more, and need no memory for it. */
    private static final int FREE_A_SECOND = 16;

    /** So many bits of a time in nanoseconds are about a second. */
    private static final int SECOND_SHIFT = 30;

    private final SocketContext context;
    private final DeviceSocket socket;
    private @Nullable ByteBuf received;
    private @Nullable Fragments fragments;
    private boolean ended;
    /** How many frames of no use came within about a second: that second in the upper half, their number in the lower. */
    private int useless;

    FrameDecoder(SocketContext context, DeviceSocket socket) {
        this.context = context;
        this.socket = socket;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        socket.heard();
        ByteBuf in = (ByteBuf) message;
        if (ended) {
            in.release();
            return;
        }
        boolean grown = received != null;
        if (received != null) {
            in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), received, in);
            received = null;
        }
        try {
            FrameHeader header = socket.loop().header();
            while (!ended && !socket.isPaused() && nextFrame(ctx, header, in)) {
                // What was to be done is done.
            }
            if (!ended) {
                received = in.isReadable() ? rest(ctx, in, grown) : null;
                socket.paused();
            }
        } finally {
            in.release();
        }
    }

    /** Looks at what has come and was not looked at, since the connection was paused. */
    void goOn(ChannelHandlerContext ctx) {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // The peer's end may be what is read next, and closes the channel before this pass of the loop is over.
        socket.readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        free();
        // The session's end first: who waits for the last socket to be closed waits for the release of its devices.
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
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            socket.left();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            socket.left();
        } else {
            context.events().failed(DefectSite.READ, socket, null, cause);
            ctx.close();
        }
    }

    /** The session takes no more: what still comes is thrown away. */
    void end() {
        ended = true;
        free();
    }

    private void free() {
        fragments = null;
        if (received != null) {
            received.release();
            received = null;
        }
    }

    /**
     * What is there of the next frame, in a buffer to keep. One that grows as the frame does is kept as it is: a copy at every read
     * would cost the square of the frame's length if a peer sends single bytes. A buffer fresh from the socket is much too large.
     */
    private static ByteBuf rest(ChannelHandlerContext ctx, ByteBuf in, boolean grown) {
        int size = in.readableBytes();
        if (grown && in.capacity() <= SMALL_BUFFER + MAX_SLACK * size) {
            return in.discardReadBytes().retain();
        }
        return ctx.alloc().buffer(size).writeBytes(in);
    }

    /** False if the next frame is not there whole. */
    private boolean nextFrame(ChannelHandlerContext ctx, FrameHeader header, ByteBuf in) {
        if (!header.read(in)) {
            return false;
        }
        Close violation = header.violation(context.settings().maxFrameBytes());
        if (violation == null) {
            violation = sequenceViolation(header);
        }
        if (violation != null) {
            end(ctx, violation);
            return true;
        }
        if (in.readableBytes() < header.size() + header.length()) {
            return false;
        }
        in.skipBytes(header.size());
        byte[] payload = new byte[header.length()];
        in.readBytes(payload);
        FrameMask.apply(payload, header.mask());
        frame(ctx, header.opcode(), header.fin(), payload);
        return true;
    }

    /** The rule of RFC 6455, 5.4, or the bound that the frame breaks behind those before it, or null. */
    private @Nullable Close sequenceViolation(FrameHeader header) {
        int opcode = header.opcode();
        if (opcode >= Opcode.CLOSE) {
            return null;
        }
        boolean continuation = opcode == Opcode.CONTINUATION;
        if (continuation && fragments == null) {
            return Close.UNEXPECTED_CONTINUATION;
        }
        if (!continuation && fragments != null) {
            return Close.interrupted(opcode);
        }
        int before = fragments == null ? 0 : fragments.length;
        return before + header.length() > context.settings().maxMessageBytes() ? Close.MESSAGE_TOO_BIG : null;
    }

    private void frame(ChannelHandlerContext ctx, int opcode, boolean fin, byte[] payload) {
        if (opcode == Opcode.PING || opcode == Opcode.PONG) {
            if (isFlood(ctx, Flood.PINGS)) {
                return;
            }
        } else if (!fin && payload.length < SMALL_FRAGMENT && isFlood(ctx, Flood.SMALL_FRAGMENTS)) {
            return;
        }
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> {
                if (fin) {
                    message(ctx, opcode, payload, payload.length);
                } else {
                    fragments = new Fragments(opcode, payload);
                }
            }
            case Opcode.CONTINUATION -> continuation(ctx, fin, payload);
            case Opcode.PING -> ctx.fireChannelRead(new Inbound.PingFrame(whole(payload)));
            case Opcode.PONG -> ctx.fireChannelRead(new Inbound.PongFrame(whole(payload)));
            case Opcode.CLOSE -> {
                socket.leaves();
                end(ctx, new Inbound.Ended(CloseFrames.answerTo(payload), CloseFrames.codeOf(payload)));
            }
            default -> throw new IllegalStateException("opcode " + opcode + " was let through");
        }
    }

    private void continuation(ChannelHandlerContext ctx, boolean fin, byte[] payload) {
        Fragments begun = fragments;
        if (begun == null) {
            throw new IllegalStateException("a continuation of nothing was let through");
        }
        begun.append(payload);
        if (fin) {
            fragments = null;
            message(ctx, begun.opcode, begun.bytes, begun.length);
        }
    }

    private void message(ChannelHandlerContext ctx, int opcode, byte[] bytes, int length) {
        if (opcode == Opcode.BINARY) {
            ctx.fireChannelRead(Signal.MALFORMED);
        } else if (Utf8.isValid(bytes, 0, length)) {
            Inbound message = context.reader().read(new ByteSlice(bytes, 0, length), socket.lastHeardNanos());
            socket.spoke();
            if (!(message instanceof Signal) || !isFlood(ctx, Flood.PINGS)) {
                ctx.fireChannelRead(message);
            }
        } else {
            end(ctx, Close.INVALID_TEXT);
        }
    }

    /** Whether the peer is closed for this: one more frame that costs us something and is of no use. */
    private boolean isFlood(ChannelHandlerContext ctx, Flood what) {
        int second = (int) (socket.lastHeardNanos() >>> SECOND_SHIFT) & 0xFFFF;
        useless = (useless >>> Short.SIZE) == second ? useless + 1 : (second << Short.SIZE) | 1;
        if ((useless & 0xFFFF) <= FREE_A_SECOND) {
            return false;
        }
        // Not to run over into the second.
        useless--;
        boolean flood = socket.floods(what);
        if (flood) {
            end(ctx, Close.POLICY);
        }
        return flood;
    }

    private void end(ChannelHandlerContext ctx, Close violation) {
        end(ctx, new Inbound.Ended(violation));
    }

    private void end(ChannelHandlerContext ctx, Inbound.Ended ending) {
        end();
        ctx.fireChannelRead(ending);
    }

    private static ByteSlice whole(byte[] payload) {
        return new ByteSlice(payload, 0, payload.length);
    }

    /** A message of which some frames have come. */
    private static final class Fragments {
        private final int opcode;
        private byte[] bytes;
        private int length;

        Fragments(int opcode, byte[] first) {
            this.opcode = opcode;
            this.bytes = first;
            this.length = first.length;
        }

        void append(byte[] next) {
            if (length + next.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + next.length, 2 * bytes.length));
            }
            System.arraycopy(next, 0, bytes, length, next.length);
            length += next.length;
        }
    }
}
