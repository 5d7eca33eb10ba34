package org.oisp.gateway.server.socket.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection of the gateway to its own device port. Blocks, so it is used on a thread of its own and not on the event loops of
 * the port. Each method fails with a {@link SocketTimeoutException} if the deadline has passed. Not thread-safe.
 */
final class LoopbackSocket implements AutoCloseable {

    private static final int MAX_HEAD = 8 * 1024;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 125;
    private static final int TWO_BYTES = 126;
    private static final int MASK_BYTES = 4;
    private static final String HEAD_END = "\r\n\r\n";

    private static final byte[] REQUEST = """
            GET / HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: c2VsZi1wcm9iZS1ub25jZQ==\r
            Sec-WebSocket-Protocol: echo-protocol\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    private final OwnConnections.Entrance entrance;
    private final long deadline;
    private final Socket tcp = new Socket();
    private final byte[] input = new byte[MAX_HEAD];
    private Socket socket = tcp;
    private @Nullable SocketAddress own;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private int position;
    private int end;

    /** Creates a socket that is not connected; {@code deadline} is a value of {@link System#nanoTime()}. */
    LoopbackSocket(OwnConnections.Entrance entrance, long deadline) {
        this.entrance = entrance;
        this.deadline = deadline;
    }

    /** Connects, so that the port recognises the connection. */
    void connect(int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        tcp.bind(new InetSocketAddress(loopback, 0));
        SocketAddress address = tcp.getLocalSocketAddress();
        // Registered before connecting, so that the port never takes it for a foreign connection.
        own = address;
        entrance.expect(address);
        tcp.connect(new InetSocketAddress(loopback, port), left());
        tcp.setTcpNoDelay(true);
        streams(tcp);
    }

    /** Starts TLS. */
    void secure(SSLSocketFactory factory) throws IOException {
        tcp.setSoTimeout(left());
        SSLSocket secure = (SSLSocket) factory.createSocket(tcp, "localhost", tcp.getPort(), true);
        secure.startHandshake();
        socket = secure;
        streams(secure);
    }

    /** Sends the request of the WebSocket handshake. */
    void requestUpgrade() throws IOException {
        write(REQUEST);
    }

    /** Reads the answer to it. */
    void awaitUpgrade() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(HEAD_END) < 0) {
            if (head.length() > MAX_HEAD) {
                throw new IOException("an incomplete response");
            }
            head.append((char) read());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("answered " + head.substring(0, head.indexOf("\r\n")));
        }
    }

    /** Sends a text message. */
    void send(String text) throws IOException {
        write(frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends the bytes of whole frames. */
    void write(byte[] frames) throws IOException {
        OutputStream open = connected(out);
        open.write(frames);
        open.flush();
    }

    /** Sends a close frame with status 1000. */
    void sendClose() throws IOException {
        write(frame(CLOSE, new byte[] {3, (byte) 0xe8}));
    }

    /** Returns the next text message; fails if the gateway closes the connection before it. */
    String receive() throws IOException {
        String text = next();
        if (text == null) {
            throw new IOException("closed by the gateway");
        }
        return text;
    }

    /** Reads until the gateway has sent a close frame. */
    void awaitClose() throws IOException {
        while (next() != null) {
            // The close frame comes after all messages.
        }
    }

    /** Returns the next text message, or null if a close frame comes first. */
    private @Nullable String next() throws IOException {
        while (true) {
            int opcode = read() & 0xf;
            int length = read();
            if (length == TWO_BYTES) {
                length = read() << Byte.SIZE | read();
            } else if (length > SHORT_LENGTH) {
                throw new IOException("a frame longer than expected");
            }
            byte[] payload = read(length);
            if (opcode == CLOSE) {
                return null;
            }
            if (opcode == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
        }
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            fill();
            int more = Math.min(length - done, end - position);
            System.arraycopy(input, position, bytes, done, more);
            position += more;
            done += more;
        }
        return bytes;
    }

    private int read() throws IOException {
        fill();
        return input[position++] & 0xff;
    }

    private void fill() throws IOException {
        if (position < end) {
            return;
        }
        socket.setSoTimeout(left());
        position = 0;
        end = connected(in).read(input);
        if (end < 0) {
            end = 0;
            throw new EOFException("reset by the gateway");
        }
    }

    /** Returns a masked frame. */
    static byte[] frame(int opcode, byte[] payload) {
        byte[] mask = new byte[MASK_BYTES];
        ThreadLocalRandom.current().nextBytes(mask);
        int header = payload.length <= SHORT_LENGTH ? 2 : 4;
        byte[] frame = new byte[header + MASK_BYTES + payload.length];
        frame[0] = (byte) (FINAL | opcode);
        if (header == 2) {
            frame[1] = (byte) (MASKED | payload.length);
        } else {
            frame[1] = (byte) (MASKED | TWO_BYTES);
            frame[2] = (byte) (payload.length >> Byte.SIZE);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(mask, 0, frame, header, MASK_BYTES);
        for (int i = 0; i < payload.length; i++) {
            frame[header + MASK_BYTES + i] = (byte) (payload[i] ^ mask[i % MASK_BYTES]);
        }
        return frame;
    }

    /** Returns a masked frame with a text message. */
    static byte[] textFrame(byte[] text) {
        return frame(TEXT, text);
    }

    private void streams(Socket from) throws IOException {
        in = from.getInputStream();
        out = from.getOutputStream();
    }

    private static <T> T connected(@Nullable T stream) throws IOException {
        if (stream == null) {
            throw new IOException("not connected");
        }
        return stream;
    }

    /** Returns the milliseconds until the deadline; fails if it has passed. */
    private int left() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /** Resets the connection, so that the kernel keeps nothing of it; one that was never open is closed. Never fails. */
    void abort() {
        try {
            if (!tcp.isClosed()) {
                tcp.setSoLinger(true, 0);
            }
        } catch (IOException closed) {
            // Then there is nothing to reset.
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (own != null) {
            entrance.forget(own);
        }
        try {
            tcp.close();
        } catch (IOException gone) {
            // The operating system closes it in any case.
        }
    }
}
