package org.oisp.gateway.server.socket.probe;

import java.io.BufferedInputStream;
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
 * One probe connection, from connect to close. Blocks, so it runs on a thread of its own and not on the event loops that it tests.
 * Exception messages say which step failed.
 */
final class ProbeExchange {

    private static final int MAX_HEAD = 8 * 1024;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 125;
    private static final int TWO_BYTES = 126;
    private static final int MASK_BYTES = 4;

    private static final String REQUEST = """
            GET / HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: c2VsZi1wcm9iZS1ub25jZQ==\r
            Sec-WebSocket-Protocol: echo-protocol\r
            \r
            """;

    private final ProbeConnections entrance;
    private final @Nullable SSLSocketFactory tls;
    private final long deadline;
    private String step = "connection";

    /** Uses plain TCP if {@code tls} is null. */
    ProbeExchange(ProbeConnections entrance, @Nullable SSLSocketFactory tls, long timeoutNanos) {
        this.entrance = entrance;
        this.tls = tls;
        this.deadline = System.nanoTime() + timeoutNanos;
    }

    /** Returns the current step, for error messages. */
    String step() {
        return step;
    }

    /** Sends a registration and then an actuation; returns once both expected replies have arrived. */
    void run(int port, String registration, String registered, String actuation, String delivered) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(loopback, 0));
            SocketAddress own = socket.getLocalSocketAddress();
            // Registered before connecting, so that the port never takes it for a foreign connection.
            entrance.expect(own);
            try {
                socket.connect(new InetSocketAddress(loopback, port), left());
                socket.setTcpNoDelay(true);
                converse(tls == null ? socket : secured(tls, socket), registration, registered, actuation, delivered);
            } finally {
                entrance.forget(own);
            }
        }
    }

    private Socket secured(SSLSocketFactory factory, Socket socket) throws IOException {
        step = "TLS session";
        socket.setSoTimeout(left());
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, "localhost", socket.getPort(), true);
        secure.startHandshake();
        return secure;
    }

    private void converse(Socket socket, String registration, String registered, String actuation, String delivered)
            throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        step = "handshake";
        out.write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        readHead(socket, in);
        step = "registration";
        send(out, TEXT, registration.getBytes(StandardCharsets.UTF_8));
        expect(socket, in, registered);
        step = "actuation";
        send(out, TEXT, actuation.getBytes(StandardCharsets.UTF_8));
        expect(socket, in, delivered);
        // Status code 1000 without a reason.
        send(out, CLOSE, new byte[] {3, (byte) 0xe8});
    }

    private void readHead(Socket socket, InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            if (head.length() > MAX_HEAD) {
                throw new IOException("an incomplete response");
            }
            head.append((char) read(socket, in));
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("answered " + head.substring(0, head.indexOf("\r\n")));
        }
    }

    private void expect(Socket socket, InputStream in, String text) throws IOException {
        while (true) {
            int opcode = read(socket, in) & 0xf;
            int length = read(socket, in);
            if (length == TWO_BYTES) {
                length = read(socket, in) << 8 | read(socket, in);
            } else if (length > SHORT_LENGTH) {
                throw new IOException("a frame longer than expected");
            }
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) read(socket, in);
            }
            if (opcode == CLOSE) {
                throw new IOException("closed by the gateway");
            }
            if (opcode == TEXT) {
                if (!new String(payload, StandardCharsets.UTF_8).equals(text)) {
                    throw new IOException("an unexpected answer");
                }
                return;
            }
        }
    }

    private int read(Socket socket, InputStream in) throws IOException {
        if (in.available() == 0) {
            socket.setSoTimeout(left());
        }
        int next = in.read();
        if (next < 0) {
            throw new EOFException("reset by the gateway");
        }
        return next;
    }

    private static void send(OutputStream out, int opcode, byte[] payload) throws IOException {
        byte[] mask = new byte[MASK_BYTES];
        ThreadLocalRandom.current().nextBytes(mask);
        int header = payload.length <= SHORT_LENGTH ? 2 : 4;
        byte[] frame = new byte[header + MASK_BYTES + payload.length];
        frame[0] = (byte) (FINAL | opcode);
        if (header == 2) {
            frame[1] = (byte) (MASKED | payload.length);
        } else {
            frame[1] = (byte) (MASKED | TWO_BYTES);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(mask, 0, frame, header, MASK_BYTES);
        for (int i = 0; i < payload.length; i++) {
            frame[header + MASK_BYTES + i] = (byte) (payload[i] ^ mask[i % MASK_BYTES]);
        }
        out.write(frame);
        out.flush();
    }

    /** Returns the milliseconds until the deadline; fails if it has passed. */
    private int left() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
