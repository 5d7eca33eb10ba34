package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The limit of connections per address, whichever source names the address: the socket, PROXY or X-Forwarded-For. */
class AddressBoundIT {

    private static final String CROWDED = "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n"
            + "X-WebSocket-Reject-Reason: Too many connections from this address.\r\nRetry-After: 5\r\n\r\n";
    private static final String TOO_MANY = "gateway_handshakes_total{outcome=\"too_many_from_address\"}";

    /** How many connections over the limit get an answer at once: the server's own limit. */
    private static final int REFUSALS = 16;

    private final Map<String, String> settings =
            new HashMap<>(Map.of("GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "2", "GATEWAY_CLOSE_TIMEOUT", "50ms"));
    private final List<RawSocket> peers = new ArrayList<>();
    private TestGateway gateway;

    private void start() {
        gateway = TestGateway.start(TestDatabase.shared(), settings);
    }

    @AfterEach
    void stop() {
        peers.forEach(RawSocket::close);
        assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                .isZero();
        gateway.close();
    }

    private RawSocket connect() {
        RawSocket peer = RawSocket.connect(gateway);
        peers.add(peer);
        return peer;
    }

    /** Returns the head of the answer to a handshake with these extra headers, sent after {@code before}. */
    private String answer(String before, String... headers) {
        RawSocket peer = connect();
        RawRequest request = RawRequest.handshake();
        for (String header : headers) {
            request = request.adding(header);
        }
        peer.send((before + request).getBytes(StandardCharsets.ISO_8859_1));
        return peer.readHead();
    }

    private static boolean isUpgrade(String head) {
        return head.startsWith("HTTP/1.1 101 ");
    }

    @Test
    void answers429OverTheBoundAndHasAPlaceAgainWhenAPeerLeaves() {
        start();
        RawSocket first = RawSocket.open(gateway);
        assertThat(answer("")).matches(AddressBoundIT::isUpgrade);
        assertThat(answer("")).isEqualTo(CROWDED);
        peers.get(1).expectEnd();
        assertThat(gateway.metric(TOO_MANY)).isEqualTo(1);
        first.close();
        await().atMost(Client.TIMEOUT).until(() -> isUpgrade(answer("")));
        peers.get(0).expectNothingElse();
    }

    @Test
    void closesWithoutAnAnswerWhatIsFarOverTheBoundOfItsAddress() {
        settings.put("GATEWAY_HANDSHAKE_TIMEOUT", "60s");
        start();
        for (int i = 0; i < 2 + REFUSALS; i++) {
            connect();
            if (i < 2) {
                // Each event loop accepts its own connections; without waiting, their order would be unknown.
                int open = i + 1;
                await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == open);
            }
        }
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 2 + REFUSALS);
        assertThat(connect().drain()).isEmpty();
        assertThat(gateway.metric(TOO_MANY)).isEqualTo(1);
        peers.get(0).send(RawRequest.handshake());
        peers.get(0).expectUpgrade();
        peers.get(1 + REFUSALS).send(RawRequest.handshake());
        assertThat(peers.get(1 + REFUSALS).readHead()).isEqualTo(CROWDED);
        peers.forEach(RawSocket::close);
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
        assertThat(answer("")).matches(AddressBoundIT::isUpgrade);
    }

    @Test
    void countsThoseBehindAProxyByTheAddressOfThePROXYHeader() {
        settings.put("GATEWAY_PROXY_PROTOCOL", "on");
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1");
        start();
        String first = "PROXY TCP4 203.0.113.7 192.0.2.1 5555 5000\r\n";
        String second = "PROXY TCP4 203.0.113.8 192.0.2.1 5555 5000\r\n";
        for (int i = 0; i < 2; i++) {
            assertThat(answer(first)).matches(AddressBoundIT::isUpgrade);
            assertThat(answer(second)).matches(AddressBoundIT::isUpgrade);
        }
        assertThat(answer(first)).isEqualTo(CROWDED);
        assertThat(answer(second)).isEqualTo(CROWDED);
        // The proxy's own connections count for no address.
        for (int i = 0; i < 3; i++) {
            assertThat(answer("PROXY UNKNOWN\r\n")).matches(AddressBoundIT::isUpgrade);
        }
    }

    @Test
    void countsThoseBehindAProxyByWhatItForwards() {
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8");
        start();
        try (LogWatch log = new LogWatch()) {
            assertThat(answer("", "X-Forwarded-For: 203.0.113.7")).matches(AddressBoundIT::isUpgrade);
            // Two trusted proxies, two header lines, ports, and an address in front that the peer made up.
            assertThat(answer("", "X-Forwarded-For: 198.51.100.1, 203.0.113.7:5555", "X-Forwarded-For: 10.0.0.1"))
                    .matches(AddressBoundIT::isUpgrade);
            assertThat(answer("", "X-Forwarded-For: 203.0.113.7")).isEqualTo(CROWDED);
            assertThat(answer("", "X-Forwarded-For: 203.0.113.8")).matches(AddressBoundIT::isUpgrade);
            assertThat(log.lines().stream().filter(line -> line.startsWith("DEBUG peer=203.0.113.7 via=127.0.0.1:")))
                    .hasSize(3);
            // The balancer's own requests, and peers whose address it hides, do not count.
            for (int i = 0; i < 3; i++) {
                assertThat(answer("")).matches(AddressBoundIT::isUpgrade);
                assertThat(answer("", "X-Forwarded-For: unknown")).matches(AddressBoundIT::isUpgrade);
                assertThat(answer("", "X-Forwarded-For: 198.51.100.1, _hidden, 10.0.0.1"))
                        .matches(AddressBoundIT::isUpgrade);
                assertThat(answer("", "X-Forwarded-For:", "X-Forwarded-For: ,")).matches(AddressBoundIT::isUpgrade);
            }
            // Empty list elements are ignored.
            assertThat(answer("", "X-Forwarded-For: 203.0.113.9,")).matches(AddressBoundIT::isUpgrade);
            assertThat(answer("", "X-Forwarded-For: \"203.0.113.9:80\"", "X-Forwarded-For: "))
                    .matches(AddressBoundIT::isUpgrade);
            assertThat(answer("", "X-Forwarded-For: 203.0.113.9")).isEqualTo(CROWDED);
        }
    }

    @Test
    void aPeerThatIsNoNamedProxyIsNotBelieved() {
        settings.put("GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8");
        start();
        try (LogWatch log = new LogWatch()) {
            assertThat(answer("", "X-Forwarded-For: 203.0.113.1")).matches(AddressBoundIT::isUpgrade);
            assertThat(answer("", "X-Forwarded-For: no address")).matches(AddressBoundIT::isUpgrade);
            assertThat(answer("", "X-Forwarded-For: 203.0.113.3")).isEqualTo(CROWDED);
            assertThat(log.lines()).noneMatch(line -> line.contains("203.0.113."));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no address", "203.0.113.7;", "example.com", "203.0.113.7:x", "[::1"})
    void answers400ToAProxyThatForwardsNoAddress(String value) {
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1");
        start();
        assertThat(answer("", "X-Forwarded-For: " + value))
                .startsWith("HTTP/1.1 400 ")
                .contains("X-WebSocket-Reject-Reason: X-Forwarded-For holds no address\r\n");
    }

    @Test
    void oneConnectionOfAProxyMayBringTheRequestsOfSeveralPeers() {
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1");
        settings.put("GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "1");
        start();
        RawSocket proxy = connect();
        try (LogWatch log = new LogWatch()) {
            for (String address : Arrays.asList("203.0.113.7", "203.0.113.8")) {
                proxy.send(RawRequest.plain("GET / HTTP/1.1").adding("X-Forwarded-For: " + address));
                assertThat(proxy.readHead()).startsWith("HTTP/1.1 404 ");
            }
            proxy.send(RawRequest.plain("GET / HTTP/1.1"));
            assertThat(proxy.readHead()).startsWith("HTTP/1.1 404 ");
            assertThat(log.lines().stream().filter(line -> line.endsWith("handshake not_found")))
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("DEBUG peer=203.0.113.7 via="))
                    .anyMatch(line -> line.startsWith("DEBUG peer=203.0.113.8 via="))
                    .anyMatch(line -> line.startsWith("DEBUG peer=127.0.0.1:"));
        }
        // None of these peers holds a connection yet.
        assertThat(answer("", "X-Forwarded-For: 203.0.113.7")).matches(AddressBoundIT::isUpgrade);
        proxy.send(RawRequest.handshake().adding("X-Forwarded-For: 203.0.113.8"));
        proxy.expectUpgrade();
        assertThat(answer("", "X-Forwarded-For: 203.0.113.8")).isEqualTo(CROWDED);
    }
}
