package org.oisp.gateway.it.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * A peer that does nothing by itself: it answers no ping, and takes off its socket only what it is asked to take. What a JDK client
 * hides, frames and their lengths, it shows. For one thread.
 */
public final class BarePeer implements AutoCloseable {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Random masks = new Random(1);
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** A frame from the gateway. */
    public record Frame(int opcode, boolean fin, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Frame[opcode=" + opcode + ", fin=" + fin + ", " + payload.length + " bytes]";
        }
    }

    private BarePeer(TestGateway gateway, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            // Before it connects: the window that is offered comes from it.
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Client.PATIENCE.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write("""
                GET / HTTP/1.1\r
                Host: gateway\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: echo-protocol\r
                \r
                """.getBytes(StandardCharsets.US_ASCII));
        String answer = readHead();
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("no upgrade: " + answer);
        }
    }

    public static BarePeer connect(TestGateway gateway) {
        return connect(gateway, 0);
    }

    /** Connects with a receive buffer of about this size. */
    public static BarePeer connect(TestGateway gateway, int receiveBuffer) {
        try {
            return new BarePeer(gateway, receiveBuffer);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Registers the device. */
    public void register(DeviceIdentity device) {
        sendText(Client.registration(device));
        expectText(Replies.REGISTERED);
    }

    /** Sends a text in one frame. */
    public void sendText(String text) {
        sendFrame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    public void sendFrame(int opcode, boolean fin, byte[] payload) {
        send(frame(opcode, fin, payload));
    }

    /** Sends a text in frames of at most so many bytes, wherever that cuts it. */
    public void sendFragmented(String text, int frameBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += frameBytes) {
            int end = Math.min(at + frameBytes, bytes.length);
            sendFrame(at == 0 ? TEXT : CONTINUATION, end == bytes.length, Arrays.copyOfRange(bytes, at, end));
        }
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A frame as a client has to send it, masked. */
    public byte[] frame(int opcode, boolean fin, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write((fin ? FIN : 0) | opcode);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else if (payload.length < 0x10000) {
            frame.write(MASKED | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = new byte[4];
        masks.nextBytes(mask);
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i & 3]);
        }
        return frame.toByteArray();
    }

    /** The next frame; fails if none comes. */
    public Frame next() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & MASKED) != 0) {
                throw new AssertionError("a server must not mask");
            }
            long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            return new Frame(first & 0x0F, (first & FIN) != 0, payload);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void expectText(String content) {
        Frame frame = next();
        if (frame.opcode != TEXT || !frame.fin || !frame.text().equals(content)) {
            throw new AssertionError("expected " + content + ", but " + frame + " came: " + frame.text());
        }
    }

    public void expectPing() {
        Frame frame = next();
        if (frame.opcode != PING || frame.payload.length != 0) {
            throw new AssertionError("expected an empty ping, but " + frame + " came");
        }
    }

    public void expectClose(int code, String reason) {
        Frame frame = next();
        byte[] expected = new byte[2 + reason.length()];
        expected[0] = (byte) (code >> 8);
        expected[1] = (byte) code;
        System.arraycopy(reason.getBytes(StandardCharsets.US_ASCII), 0, expected, 2, reason.length());
        if (frame.opcode != CLOSE || !Arrays.equals(frame.payload, expected)) {
            throw new AssertionError("expected close " + code + " " + reason + ", but " + frame + " came");
        }
    }

    /** Asks with a ping message, whose answer has to be the next thing. */
    public void expectNothingElse() {
        sendText("{\"type\":\"ping\"}");
        expectText(Replies.PONG);
    }

    /** Fails if anything comes but the connection's end. */
    public void expectEnd() {
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("expected the end, but a frame begins: 0x" + Integer.toHexString(next));
            }
        } catch (SocketException reset) {
            // An end too: it had not read all that it was sent, or the gateway all that it had sent.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(head.toString());
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
