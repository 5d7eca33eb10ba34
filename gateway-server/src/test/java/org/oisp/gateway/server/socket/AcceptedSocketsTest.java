package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Connections that arrive faster than they are admitted. */
class AcceptedSocketsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** They connect at once, faster than one in 20 ms, which is the rate of admission while registrations wait. */
    private static final int PEERS = 30;

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

    private final LoopResources loops = LoopResources.create("test", 1, true);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SocketEvents events = SocketEvents.of(meters, Journal.unread());
    /** Number of sessions begun, each with its cost. */
    private final AtomicInteger begun = new AtomicInteger();

    private final List<Socket> sockets = new ArrayList<>();
    private DisposableServer listening;

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        listening.disposeNow();
        loops.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
    }

    private AcceptedSockets serve(Duration maxWait) {
        AcceptedSockets acceptedSockets = new AcceptedSockets(maxWait, new EventLoopLags(TIMEOUT), () -> true);
        listening = new DeviceSocketServer(
                        new SocketSettings(
                                0,
                                100,
                                1024,
                                1024,
                                new SocketSettings.PeerTimeouts(TIMEOUT, TIMEOUT, TIMEOUT),
                                null,
                                OriginSettings.NONE),
                        new DevicePortParts(
                                new DevicePortBounds(
                                        new SocketBounds(100, 10, 200, "a test"),
                                        new AcceptorEvents(new SimpleMeterRegistry(), "device")),
                                new MemoryBudget(MemorySettings.UNBOUNDED, System::nanoTime),
                                TIMEOUT,
                                acceptedSockets,
                                null),
                        events,
                        new CertificateEvents(new SimpleMeterRegistry()),
                        loops,
                        (peer, inbound) -> {
                            begun.incrementAndGet();
                            return inbound.thenMany(Flux.<Outbound>never());
                        })
                .bind()
                .block(TIMEOUT);
        return acceptedSockets;
    }

    private void comeAtOnce() throws IOException {
        for (int i = 0; i < PEERS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            sockets.add(socket);
            socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void untilOpenAre(int count) {
        Flux.interval(Duration.ofMillis(5))
                .takeUntil(tick -> events.connections().connections() == count)
                .blockLast(TIMEOUT);
    }

    private static List<String> head(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    @Test
    void allAreServedWhoHaveToWaitAndNoneCostsASessionBefore() throws IOException {
        AcceptedSockets acceptedSockets = serve(TIMEOUT);
        comeAtOnce();
        untilOpenAre(PEERS);
        assertThat(begun.get() + acceptedSockets.waiting()).isLessThanOrEqualTo(PEERS);
        for (Socket socket : sockets) {
            assertThat(head(socket)).first().asString().startsWith("HTTP/1.1 101");
        }
        assertThat(begun).hasValue(PEERS);
        assertThat(acceptedSockets.waiting()).isZero();
    }

    @Test
    void whoHasWaitedTooLongIsToldWhenToComeAgain() throws IOException {
        serve(Duration.ZERO);
        comeAtOnce();
        int refused = 0;
        for (Socket socket : sockets) {
            List<String> head = head(socket);
            if (!head.get(0).startsWith("HTTP/1.1 101")) {
                refused++;
                assertThat(head.get(0)).isEqualTo("HTTP/1.1 503 Service Unavailable");
                assertThat(head).anyMatch(line -> line.matches("Retry-After: ([1-9]|10)"));
            }
        }
        assertThat(refused).isBetween(1, PEERS - 1);
    }

    @Test
    void whoLeavesWhileItWaitsIsForgotten() throws IOException {
        AcceptedSockets acceptedSockets = serve(TIMEOUT);
        comeAtOnce();
        Socket last = sockets.remove(PEERS - 1);
        for (Socket socket : sockets) {
            socket.close();
        }
        assertThat(head(last)).first().asString().startsWith("HTTP/1.1 101");
        sockets.clear();
        sockets.add(last);
        untilOpenAre(1);
        assertThat(acceptedSockets.waiting()).isZero();
        assertThat(meters.get("gateway.drops")
                        .tag("reason", "internal_error")
                        .counter()
                        .count())
                .isZero();
    }
}
