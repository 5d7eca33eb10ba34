package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.oisp.gateway.protocol.Inbound;

/** Prints what the gateway's frames and Netty's say to peers that break the rules of RFC 6455. */
public final class BrokenFrames {

    private static final int MASK = 0x01020304;

    private BrokenFrames() {}

    /** Prints a table. */
    public static void print() {
        peers().forEach((what, peer) -> {
            SocketContext context = FrameComparison.context();
            EmbeddedChannel own = new EmbeddedChannel();
            DeviceSocket socket = new DeviceSocket(own, new SocketLoop(own.eventLoop()), context);
            own.pipeline().addLast(new FrameDecoder(context, socket));
            EmbeddedChannel library = new EmbeddedChannel();
            LibraryFrames.addTo(library, context, new DeviceSocket(library, socket.loop(), context), true);
            System.out.println("| " + what + " | " + said(own, peer) + " | " + said(library, peer) + " |");
        });
    }

    private static String said(EmbeddedChannel channel, Consumer<EmbeddedChannel> peer) {
        String thrown = "";
        try {
            peer.accept(channel);
            channel.checkException();
        } catch (RuntimeException failure) {
            thrown = ", " + failure.getClass().getSimpleName();
        }
        Object out = channel.readOutbound();
        if (out instanceof CloseWebSocketFrame close) {
            return close.statusCode() + " " + close.reasonText();
        }
        Object in = channel.readInbound();
        if (in instanceof Inbound.PeerClosed closed) {
            return closed.closeFrame().code() + " " + closed.closeFrame().reason();
        }
        return in == null
                ? "nothing, " + (channel.isOpen() ? "left open" : "closed") + thrown
                : "taken: " + in.getClass().getSimpleName();
    }

    private static Map<String, Consumer<EmbeddedChannel>> peers() {
        Map<String, Consumer<EmbeddedChannel>> peers = new LinkedHashMap<>();
        peers.put("reserved bits", channel -> send(channel, 0xC1, text(10), MASK));
        peers.put("unknown opcode", channel -> send(channel, 0x83, text(10), MASK));
        peers.put("no mask", channel -> send(channel, 0x81, text(10), 0));
        peers.put("ping of 126 bytes", channel -> send(channel, 0x89, text(126), MASK));
        peers.put("ping in fragments", channel -> send(channel, 0x09, text(10), MASK));
        peers.put("continuation of nothing", channel -> send(channel, 0x80, text(10), MASK));
        peers.put("a text amid fragments", channel -> {
            send(channel, 0x01, text(10), MASK);
            send(channel, 0x81, text(10), MASK);
        });
        peers.put("length that is not the shortest", channel -> sendHex(channel, "81fe000a01020304"));
        peers.put("negative length", channel -> sendHex(channel, "81ffffffffffffffffff01020304"));
        peers.put("frame beyond its bound", channel -> sendHex(channel, "81fe200001020304"));
        peers.put("fragments beyond their bound", channel -> {
            for (int i = 0; i < 3 && channel.isOpen(); i++) {
                send(channel, i == 0 ? 0x01 : 0x00, text(4_000), MASK);
            }
        });
        peers.put("no UTF-8", channel -> send(channel, 0x81, new byte[] {'"', (byte) 0xFF, '"'}, MASK));
        peers.put("close of one byte", channel -> send(channel, 0x88, new byte[] {3}, MASK));
        peers.put("close with 1004", channel -> send(channel, 0x88, new byte[] {3, (byte) 0xEC}, MASK));
        peers.put("close with 5000", channel -> send(channel, 0x88, new byte[] {0x13, (byte) 0x88}, MASK));
        peers.put(
                "close whose reason is no UTF-8",
                channel -> send(channel, 0x88, new byte[] {3, (byte) 0xE8, (byte) 0xFF}, MASK));
        return peers;
    }

    private static byte[] text(int length) {
        return ("\"" + "x".repeat(length - 2) + "\"").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static void send(EmbeddedChannel channel, int first, byte[] payload, int mask) {
        channel.writeInbound(Wire.frame(channel, first, payload, mask));
    }

    private static void sendHex(EmbeddedChannel channel, String hex) {
        ByteBuf bytes = channel.alloc().directBuffer();
        channel.writeInbound(bytes.writeBytes(java.util.HexFormat.of().parseHex(hex)));
    }
}
