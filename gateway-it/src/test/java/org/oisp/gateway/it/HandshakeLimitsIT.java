package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The limits of the device port before a handshake: its time, and the number of connections. */
class HandshakeLimitsIT {

    private static final String TIMEOUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";
    private static final String UNAVAILABLE =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n\r\n";

    /** How many sockets over the limit get an answer at a time: the server's own limit. */
    private static final int REFUSALS = 1000;

    @Test
    void answers408ToASilentConnectionAndCloses() {
        try (TestGateway gateway = impatient("300ms");
                RawSocket peer = RawSocket.connect(gateway)) {
            assertThat(peer.readHead()).isEqualTo(TIMEOUT);
            peer.expectEnd();
        }
    }

    @Test
    void answers408ToHalfAHandshakeAndCloses() {
        byte[] whole = RawRequest.handshake().bytes();
        try (TestGateway gateway = impatient("300ms");
                RawSocket line = RawSocket.connect(gateway);
                RawSocket most = RawSocket.connect(gateway)) {
            line.send(Arrays.copyOf(whole, 7));
            most.send(Arrays.copyOf(whole, whole.length - 1));
            assertThat(line.readHead()).isEqualTo(TIMEOUT);
            assertThat(most.readHead()).isEqualTo(TIMEOUT);
            line.expectEnd();
            most.expectEnd();
        }
    }

    @Test
    void bytesThatTrickleInDoNotProlongTheTime() {
        try (TestGateway gateway = impatient("300ms");
                RawSocket peer = RawSocket.connect(gateway)) {
            peer.send("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            await().atMost(Client.TIMEOUT).until(() -> {
                peer.trySend((byte) 'a');
                return peer.hasInput();
            });
            assertThat(peer.readHead()).isEqualTo(TIMEOUT);
        }
    }

    @Test
    void closesAnAnsweredConnectionThatAsksForNothingMore() {
        try (TestGateway gateway = impatient("1s");
                RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain("GET / HTTP/1.1"));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 404 ");
            peer.expectEnd();
        }
    }

    @Test
    void theTimeForTheHandshakeDoesNotEndASession() {
        try (TestGateway gateway = impatient("1s");
                RawSocket session = RawSocket.open(gateway);
                RawSocket silent = RawSocket.connect(gateway)) {
            // This peer connected later and has timed out, so the session's deadline would have passed, too.
            assertThat(silent.readHead()).isEqualTo(TIMEOUT);
            session.expectNothingElse();
        }
    }

    @Test
    void answers503OverTheBoundAndHasAPlaceAgainWhenAPeerLeaves() {
        try (TestGateway gateway = TestGateway.start(
                        TestDatabase.shared(),
                        Map.of("GATEWAY_MAX_CONNECTIONS", "2", "GATEWAY_CLOSE_TIMEOUT", "50ms"));
                RawSocket first = RawSocket.open(gateway)) {
            RawSocket second = RawSocket.open(gateway);
            for (RawRequest request : List.of(RawRequest.handshake(), RawRequest.plain("GET / HTTP/1.1"))) {
                try (RawSocket third = RawSocket.connect(gateway)) {
                    third.send(request);
                    assertThat(third.readHead()).isEqualTo(UNAVAILABLE);
                    third.expectEnd();
                }
            }
            first.expectNothingElse();
            second.expectNothingElse();
            second.close();
            await().atMost(Client.TIMEOUT).until(() -> {
                try (RawSocket next = RawSocket.connect(gateway)) {
                    next.send(RawRequest.handshake());
                    return next.readHead().startsWith("HTTP/1.1 101 ");
                }
            });
            first.expectNothingElse();
        }
    }

    @Test
    void closesWithoutAnAnswerWhatIsFarOverTheBound() {
        List<RawSocket> refused = new ArrayList<>();
        try (TestGateway gateway = TestGateway.start(
                        TestDatabase.shared(),
                        Map.of("GATEWAY_MAX_CONNECTIONS", "1", "GATEWAY_HANDSHAKE_TIMEOUT", "60s"));
                RawSocket first = RawSocket.open(gateway)) {
            for (int i = 0; i < REFUSALS; i++) {
                refused.add(RawSocket.connect(gateway));
            }
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 1 + REFUSALS);
            for (int i = 0; i < 20; i++) {
                try (RawSocket farOver = RawSocket.connect(gateway)) {
                    assertThat(farOver.drain()).isEmpty();
                }
            }
            RawSocket last = refused.get(REFUSALS - 1);
            last.send(RawRequest.handshake());
            assertThat(last.readHead()).isEqualTo(UNAVAILABLE);
            first.expectNothingElse();
            refused.forEach(RawSocket::close);
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 1);
            assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                    .isZero();
        }
    }

    private static TestGateway impatient(String timeout) {
        return TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_HANDSHAKE_TIMEOUT", timeout));
    }
}
