package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.oisp.gateway.compare.Comparison;
import org.oisp.gateway.compare.Gauges;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.server.socket.frame.FrameEncoder;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.slf4j.helpers.NOPLogger;

/**
 * Compares the gateway's frames with Netty's on the same pipeline: from a masked text frame to the message that a session is given, which
 * holds the bytes in an array, and from a delivery to the buffers that the socket is given.
 */
public final class FrameComparison implements Comparison {

    private static final String OWN = "own";
    private static final String WHOLE = "Netty's, all handlers";
    private static final String LEAN = "Netty's, one frame only";
    /** What is the same for all: UTF-8 and JSON of a message that is there. */
    private static final String FLOOR = "no frames";

    private static final int MASK = 0x1B2C3D4E;
    private static final int[] SIZES = {150, 1_000};

    private final EmbeddedChannel loopOwner = new EmbeddedChannel();
    private final SocketLoop loop = new SocketLoop(loopOwner.eventLoop());
    private final SocketContext context = context();

    @Override
    public List<String> variants() {
        return List.of(OWN, WHOLE, LEAN, FLOOR);
    }

    @Override
    public Map<String, Double> measure(String variant) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (!variant.equals(FLOOR)) {
            double bare = Gauges.retained(number -> connection(FLOOR));
            figures.put("heap a connection, bytes", Gauges.retained(number -> connection(variant)) - bare);
        }
        for (int size : SIZES) {
            decode(figures, variant, size);
        }
        if (variant.equals(OWN) || variant.equals(WHOLE)) {
            for (int size : SIZES) {
                encode(figures, variant, size);
            }
        }
        return figures;
    }

    private void decode(Map<String, Double> figures, String variant, int size) {
        byte[] text = text(size);
        Counter messages = new Counter();
        EmbeddedChannel channel = channel(variant);
        channel.pipeline().addLast(messages);
        String what = "to decode " + size + " bytes";
        if (variant.equals(FLOOR)) {
            ByteSlice slice = new ByteSlice(text, 0, size);
            Gauges.cost(figures, what, times -> {
                for (long i = 0; i < times; i++) {
                    if (context.reader().isText(slice)) {
                        channel.pipeline().fireChannelRead(context.reader().read(slice, i));
                    }
                    channel.pipeline().fireChannelReadComplete();
                }
            });
        } else {
            ByteBuf wire = Wire.frame(channel, 0x81, text, MASK);
            int length = wire.writerIndex();
            long[] sent = new long[1];
            Gauges.cost(figures, what, times -> {
                sent[0] += times;
                for (long i = 0; i < times; i++) {
                    channel.pipeline().fireChannelRead(wire.setIndex(0, length).retain());
                    channel.pipeline().fireChannelReadComplete();
                }
            });
            if (messages.actuations != sent[0] || wire.refCnt() != 1) {
                throw new IllegalStateException(messages.actuations + " of " + sent[0] + ", " + wire.refCnt());
            }
        }
    }

    private void encode(Map<String, Double> figures, String variant, int size) {
        EmbeddedChannel channel = new EmbeddedChannel();
        int around = Outbound.Delivery.HEAD.length() + Outbound.Delivery.TAIL.length();
        Outbound.Delivery delivery = new Outbound.Delivery(new ByteSlice(text(size), 0, size - around), 42);
        FrameEncoder encoder = new FrameEncoder(channel.alloc());
        boolean own = variant.equals(OWN);
        if (!own) {
            channel.pipeline().addLast(new WebSocket13FrameEncoder(false));
        }
        long[] bytes = new long[2];
        Gauges.cost(figures, "to encode " + size + " bytes", times -> {
            bytes[0] += times;
            for (long i = 0; i < times; i++) {
                Object message = own ? encoder.deliver(delivery) : new TextWebSocketFrame(payload(channel, delivery));
                channel.write(message, channel.voidPromise());
                channel.flush();
                for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                    bytes[1] += out.readableBytes();
                    out.release();
                }
            }
        });
        if (bytes[1] != bytes[0] * (size + 4)) {
            throw new IllegalStateException(bytes[1] + " bytes of " + bytes[0] + " frames");
        }
    }

    private static ByteBuf payload(EmbeddedChannel channel, Outbound.Delivery delivery) {
        ByteBuf payload = channel.alloc().directBuffer(delivery.length());
        for (ByteSlice part : List.of(Outbound.Delivery.HEAD, delivery.body(), Outbound.Delivery.TAIL)) {
            payload.writeBytes(part.array(), part.offset(), part.length());
        }
        return payload;
    }

    /** Returns a connection that has had one message. */
    private Object connection(String variant) {
        EmbeddedChannel channel = channel(variant);
        FrameEncoder encoder = variant.equals(OWN) ? new FrameEncoder(channel.alloc()) : null;
        if (!variant.equals(FLOOR)) {
            channel.writeInbound(Wire.frame(channel, 0x81, text(SIZES[0]), MASK));
            if (!(channel.readInbound() instanceof Inbound.ActuationMessage)) {
                throw new IllegalStateException("no message");
            }
        }
        return new Object[] {channel, encoder};
    }

    private EmbeddedChannel channel(String variant) {
        EmbeddedChannel channel = new EmbeddedChannel();
        DeviceSocket socket = new DeviceSocket(channel, loop, context);
        switch (variant) {
            case OWN -> channel.pipeline().addLast(new FrameDecoder(context, socket));
            case WHOLE, LEAN -> {
                LibraryFrames.addTo(channel, context, socket, variant.equals(WHOLE));
                channel.pipeline().addFirst(new WebSocket13FrameEncoder(false));
            }
            default -> {
                // Only the socket, which the others have, too.
            }
        }
        return channel;
    }

    /** Returns an actuation. */
    private static byte[] text(int size) {
        String head =
                "{\"type\":\"actuation\",\"credentials\":{\"username\":\"u\",\"password\":\"p\"},\"body\":{\"a\":\"";
        String tail = "\"}}";
        return (head + "x".repeat(size - head.length() - tail.length()) + tail)
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Returns what all sockets share, with frames of at most 4 KiB and messages of at most 8 KiB. */
    static SocketContext context() {
        SocketSettings settings = new SocketSettings(
                0,
                1,
                4_096,
                8_192,
                new SocketSettings.PeerTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5)),
                null,
                OriginSettings.NONE);
        return new SocketContext(settings, new MessageReader(8_192), SocketEvents.silent(NOPLogger.NOP_LOGGER));
    }

    /** Counts the messages. */
    private static final class Counter extends ChannelInboundHandlerAdapter {
        private long actuations;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Inbound.ActuationMessage) {
                actuations++;
            }
        }
    }
}
