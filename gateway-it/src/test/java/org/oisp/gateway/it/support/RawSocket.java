package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * A peer with full control of its socket: sends any bytes, and reads every byte. Shares no code with the gateway. No method waits longer
 * than {@link Client#TIMEOUT}.
 */
public final class RawSocket implements AutoCloseable {

    private final Socket socket;
    private final RawInput in;
    private final OutputStream out;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new RawInput(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connects, and sends nothing. */
    public static RawSocket connect(TestGateway gateway) {
        return connect(gateway.port());
    }

    public static RawSocket connect(int port) {
        return connect(port, 0);
    }

    /** Connects from this address of this machine, such as 127.0.0.2. */
    public static RawSocket connectFrom(String address, int port) {
        return connect(new InetSocketAddress(address, 0), port, 0);
    }

    /** Connects with a receive buffer of about this size. */
    public static RawSocket connect(int port, int receiveBuffer) {
        return connect(null, port, receiveBuffer);
    }

    private static RawSocket connect(InetSocketAddress from, int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                // Must be set before connecting, since the advertised window depends on it.
                socket.setReceiveBufferSize(receiveBuffer);
            }
            if (from != null) {
                socket.bind(from);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Client.TIMEOUT.toMillis());
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) Client.TIMEOUT.toMillis());
            return new RawSocket(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts TLS on this connection; throws an {@link IOException} if the handshake fails. */
    public RawSocket secured(SSLContext tls, Consumer<SSLSocket> preparation) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        preparation.accept(secured);
        secured.startHandshake();
        return new RawSocket(secured);
    }

    /** Connects and completes the handshake. */
    public static RawSocket open(TestGateway gateway) {
        return open(gateway, 0);
    }

    /** Connects to this port of this machine and completes the handshake. */
    public static RawSocket open(int port) {
        return open(port, 0);
    }

    /** Does the same as {@link #open(TestGateway)}, with a receive buffer of about this size. */
    public static RawSocket open(TestGateway gateway, int receiveBuffer) {
        return open(gateway.port(), receiveBuffer);
    }

    private static RawSocket open(int port, int receiveBuffer) {
        RawSocket peer = connect(port, receiveBuffer);
        peer.send(RawRequest.handshake());
        peer.expectUpgrade();
        return peer;
    }

    /** Registers the device. */
    public void register(DeviceIdentity device) {
        sendText(Client.registration(device));
        ReceivedFrame answer = readFrame();
        while (answer.opcode() == RawFrame.PING) {
            // On a slow machine a short ping interval may be over before. Unanswered, it would be the last.
            send(RawFrame.of(RawFrame.PONG, answer.payload()));
            answer = readFrame();
        }
        assertThat(answer.toString())
                .isEqualTo(new ReceivedFrame(true, RawFrame.TEXT, Replies.REGISTERED.getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    /** Sends these bytes with one call, and so in one segment if they are few enough. */
    public void send(byte... bytes) {
        try {
            trySend(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends as {@link #send(byte...)} does, but on a socket that the gateway may have closed. */
    public void trySend(byte... bytes) throws IOException {
        out.write(bytes);
    }

    public void send(RawFrame... frames) {
        send(RawFrame.join(frames));
    }

    public void send(RawRequest request) {
        send(request.bytes());
    }

    /** Sends a text as one frame. */
    public void sendText(String text) {
        send(RawFrame.text(text));
    }

    /** Sends each byte by itself. */
    public void sendByteByByte(byte[] bytes) {
        for (byte one : bytes) {
            send(one);
        }
    }

    /** Returns the head of an HTTP response; reads up to the empty line and no further. */
    public String readHead() {
        return in.readHead();
    }

    /** Returns the next frame. */
    public ReceivedFrame readFrame() {
        return in.readFrame();
    }

    /** Returns whether unread input is available. */
    public boolean hasInput() {
        return in.hasInput();
    }

    /** Reads so many bytes of a response body. */
    public byte[] read(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            int next = in.read();
            assertThat(next)
                    .as("end of the stream behind %d of %d bytes", i, count)
                    .isNotNegative();
            bytes[i] = (byte) next;
        }
        return bytes;
    }

    /** Expects that the gateway closes its side in order, not by a reset; ignores what it sends before that. */
    public void readToEnd() {
        while (in.read() >= 0) {
            // Discards the input.
        }
    }

    /** Reads until the gateway ends the connection, in order or by a reset. */
    public byte[] drain() {
        return in.drain();
    }

    /** Expects the answer to {@link RawRequest#handshake()}. */
    public void expectUpgrade() {
        assertThat(readHead()).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
    }

    public void expectText(String content) {
        expect(RawFrame.TEXT, content.getBytes(StandardCharsets.UTF_8));
    }

    public void expectPong(byte... payload) {
        expect(RawFrame.PONG, payload);
    }

    /** Expects a ping as the gateway sends it, without a payload. */
    public void expectPing() {
        expect(RawFrame.PING, new byte[0]);
    }

    public void expectClose(int code, String reason) {
        expect(RawFrame.CLOSE, RawFrame.closePayload(code, reason.getBytes(StandardCharsets.UTF_8)));
    }

    /** Expects a close frame, and then the end of the stream. */
    public void expectCloseAndEnd(int code, String reason) {
        expectClose(code, reason);
        expectEnd();
    }

    private void expect(int opcode, byte[] payload) {
        ReceivedFrame frame = readFrame();
        assertThat(frame.toString()).isEqualTo(new ReceivedFrame(true, opcode, payload).toString());
        assertThat(frame.payload()).isEqualTo(payload);
    }

    /** Expects that the gateway closes its side in order, not by a reset, and sends nothing before that. */
    public void expectEnd() {
        int next = in.read();
        assertThat(next).as("a byte came where the stream was to end").isEqualTo(-1);
    }

    /** Expects that the connection ends, in order or by a reset, and that nothing is sent before that. */
    public void expectCut() {
        assertThat(drain()).as("what came before the end").isEmpty();
    }

    /** Expects the answer to a {@code ping} message next; fails if anything was sent to this peer before it. */
    public void expectNothingElse() {
        sendText("{\"type\":\"ping\"}");
        expectText(Replies.PONG);
    }

    /** Shuts down the output; this peer still reads. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Shuts down the output of a socket that the gateway may have closed. */
    public void tryEndOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException closed) {
            // The output is closed already.
        }
    }

    /** Cuts the connection with a reset. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
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
