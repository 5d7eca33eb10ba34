package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.server.accept.AcceptorEvents;
import org.oisp.gateway.server.socket.arrival.AcceptedSockets;
import org.oisp.gateway.server.socket.arrival.EventLoopLags;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.tls.CertificateEvents;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/** Tests closing all sockets, with sessions that do not end when told to. */
class DeviceSocketServerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String HANDSHAKE = """
            GET / HTTP/1.1\r
            Host: gateway\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: echo-protocol\r
            \r
            """;

    private final LoopResources loops = LoopResources.create("test", 2, true);
    private final AtomicInteger ended = new AtomicInteger();
    private final SocketEvents events = SocketEvents.of(new SimpleMeterRegistry(), Journal.unread());
    private final DeviceSocketServer server = new DeviceSocketServer(
            new SocketSettings(
                    0,
                    100,
                    1024,
                    1024,
                    new SocketSettings.PeerTimeouts(TIMEOUT, TIMEOUT, Duration.ZERO),
                    null,
                    OriginSettings.NONE),
            new DevicePortParts(
                    new DevicePortBounds(
                            new SocketBounds(100, 10, 200, "a test"),
                            new AcceptorEvents(new SimpleMeterRegistry(), "device")),
                    new MemoryBudget(MemorySettings.UNBOUNDED, System::nanoTime),
                    TIMEOUT,
                    new AcceptedSockets(TIMEOUT, new EventLoopLags(TIMEOUT), () -> false),
                    null),
            events,
            new CertificateEvents(new SimpleMeterRegistry()),
            loops,
            (peer, inbound) -> inbound.thenMany(Flux.<Outbound>never()).doOnCancel(ended::incrementAndGet));
    private final DisposableServer listening = server.bind().block(TIMEOUT);

    @AfterEach
    void close() {
        listening.disposeNow();
        loops.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
    }

    @Test
    void cutsASessionThatDoesNotEndInTime() throws IOException {
        try (Socket one = connect();
                Socket other = connect()) {
            server.endSessions(Duration.ofMillis(1)).block(TIMEOUT);

            assertThat(ended).hasValue(2);
            expectCut(one);
            expectCut(other);
        }
    }

    /** A session that is given up is reset, so that the kernel delivers nothing later. */
    private static void expectCut(Socket socket) {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> socket.getInputStream().read())
                .withMessage("Connection reset");
    }

    @Test
    void closesASocketThatComesTooLate() throws IOException {
        server.endSessions(TIMEOUT).block(TIMEOUT);

        try (Socket late = new Socket(InetAddress.getLoopbackAddress(), listening.port())) {
            late.setSoTimeout((int) TIMEOUT.toMillis());
            assertThat(late.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** Connects and waits until the session has begun. */
    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(12))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("HTTP/1.1 101");
        while (!readLine(socket).isEmpty()) {
            // Skips the rest of the response head.
        }
        return socket;
    }

    private static String readLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next != '\n' && next != -1) {
            if (next != '\r') {
                line.append((char) next);
            }
            next = socket.getInputStream().read();
        }
        return line.toString();
    }
}
