package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Attacks by strangers on the management port cost them their connections, and cost other clients no answer. */
class ManagementAttackIT {

    private static final int PER_ADDRESS = 12;
    private static final int VIEWERS = 2;
    private static final String PASSWORD = "an operator's";

    private static final String TLS_HELLO = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";

    /** Inputs that are not a request, or not a complete one. */
    private static final List<String> UNREADABLE = List.of(
            TLS_HELLO + "\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "hello\r\n\r\n",
            "GET /health/live\r\n\r\n",
            "GET /health/live HTTP/9\r\n\r\n",
            "GET /health/live HTTP/2.0\r\nHost: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET http://user@x/health/live HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET \\health HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET health/live HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
            "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /health/live HTTP/1.1\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: [::1]evil.com\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: user@localhost\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: localhost:65536\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost : x\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nbad header: 1\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nX: \u0000\r\n\r\n",
            "PUT /api/log-level HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "PUT /api/log-level HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "PUT /api/log-level HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, nothing\r\nContent-Length: x\r\n\r\n");

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(
            TestDatabase.shared(),
            Map.of(
                    "GATEWAY_ADVERTISED_SERVER",
                    "management-attack-it:5000",
                    "GATEWAY_MANAGEMENT_PASSWORD",
                    PASSWORD,
                    "GATEWAY_MANAGEMENT_CONNECTIONS_PER_ADDRESS",
                    Integer.toString(PER_ADDRESS),
                    "GATEWAY_LIVE_VIEWERS",
                    Integer.toString(VIEWERS)));

    @Test
    void aProbeIsAnsweredBesideRequestsThatDoNotEnd() {
        double before = cuts("too_many_connections");
        List<RawSocket> strangers = new ArrayList<>();
        try (LogWatch log = new LogWatch()) {
            for (int i = 0; i < 1_500; i++) {
                RawSocket stranger = RawSocket.connect(gateway.managementPort());
                strangers.add(stranger);
                stranger.send((i % 2 == 0 ? "GET /health" : "").getBytes(StandardCharsets.US_ASCII));
                if (i % 150 == 0) {
                    assertThat(ask("/health/live")).startsWith("HTTP/1.1 200 ");
                    assertThat(gateway.metric("gateway_management_connections")).isLessThanOrEqualTo(PER_ADDRESS);
                }
            }
            assertThat(ask("/metrics")).startsWith("HTTP/1.1 200 ");
            assertThat(cuts("too_many_connections") - before).isGreaterThanOrEqualTo(1_500 - PER_ADDRESS);
            assertThat(log.linesWith("peer=127.0.0.1 has 12 connections to the management port"))
                    .isNotEmpty();
            assertThat(log.errors()).isEmpty();
        } finally {
            strangers.forEach(RawSocket::close);
        }
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_management_connections") <= 2);
    }

    @Test
    void whatCannotBeReadIsAnsweredAndCountedAndIsALineAtMost() {
        double before = cuts("malformed");
        try (LogWatch log = new LogWatch()) {
            for (String unreadable : UNREADABLE) {
                assertThat(exchange(unreadable))
                        .as(unreadable)
                        .startsWith("HTTP/1.1 400 ")
                        .contains("\r\nconnection: close\r\n")
                        .endsWith("\"}");
            }
            assertThat(exchange("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 414 ");
            assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(cuts("malformed")).isEqualTo(before + UNREADABLE.size() + 2);
            // The gateway logs at most one such line per second, and another test may have used it up.
            await().atMost(Client.TIMEOUT).until(() -> {
                exchange(UNREADABLE.get(0));
                return !log.linesWith("request to the management port refused: the request is not HTTP/1.1")
                        .isEmpty();
            });
            List<String> warnings = log.lines().stream()
                    .filter(line -> line.startsWith("WARN ") || line.startsWith("ERROR "))
                    // A summary of suppressed lines from an earlier test.
                    .filter(line -> !line.matches("WARN \\d+ more: connections .*"))
                    .toList();
            assertThat(warnings)
                    .allMatch(line -> line.startsWith("WARN peer=127.0.0.1 request to the management port refused: ")
                            || line.matches("WARN \\d+ more: malformed requests to the management port"));
        }
        assertThat(gateway.metric("gateway_management_defects_total")).isZero();
    }

    @Test
    void whatCameBeforeItIsAnsweredFirst() {
        String good = "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n";
        String all = exchange(good.repeat(3) + "nonsense\r\n\r\n");
        assertThat(all.split("HTTP/1.1 ", -1)).hasSize(5);
        assertThat(all).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 400 ");
        assertThat(all.lastIndexOf("HTTP/1.1 200 ")).isLessThan(all.indexOf("HTTP/1.1 400 "));
        assertThat(exchange(good + "PUT /api/log-level HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic()
                        + "\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("HTTP/1.1 400 ");
    }

    @Test
    void whoeverLeavesInTheMidstIsNoLine() {
        String body = "PUT /api/log-level HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic() + "\r\n";
        try (LogWatch log = new LogWatch()) {
            for (String begun : List.of(
                    "GET /hea",
                    "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20),
                    "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n",
                    body + "Content-Length: 100\r\n\r\n{\"level\"",
                    body + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"",
                    body + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
                    "GET /api/live HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic() + "\r\n\r\n")) {
                for (int i = 0; i < 5; i++) {
                    RawSocket client = RawSocket.connect(gateway.managementPort());
                    client.send(begun.getBytes(StandardCharsets.US_ASCII));
                    client.cut();
                }
            }
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_management_connections") <= 2);
            assertThat(log.lines())
                    .noneMatch(line -> line.startsWith("ERROR ")
                            || (line.startsWith("WARN ") && !line.matches(".*(peer=| more: ).*")));
        }
        assertThat(gateway.metric("gateway_management_defects_total")).isZero();
    }

    @Test
    void anOperatorGetsASeatThoughAllAreTaken() {
        List<RawSocket> viewers = IntStream.range(0, VIEWERS + 2)
                .mapToObj(i -> {
                    RawSocket viewer = RawSocket.connect(gateway.managementPort());
                    viewer.send(RawRequest.plain("GET /api/live HTTP/1.1")
                            .adding("Connection: close")
                            .adding("Authorization: " + basic()));
                    assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 ");
                    return viewer;
                })
                .toList();
        try {
            await().atMost(Client.TIMEOUT)
                    .until(() -> gateway.metric("gateway_live_ends_total{outcome=\"displaced\"}") == 2);
            assertThat(gateway.metric("gateway_live_viewers")).isEqualTo(VIEWERS);
            // The stream ends in order, and tells the browser not to reconnect at once.
            for (RawSocket displaced : viewers.subList(0, 2)) {
                assertThat(new String(displaced.drain(), StandardCharsets.UTF_8))
                        .contains("event: displaced\nretry: 30000\n")
                        .endsWith("\r\n0\r\n\r\n");
            }
        } finally {
            viewers.forEach(RawSocket::close);
        }
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString(("operator:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private static String ask(String path) {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String exchange(String request) {
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            client.send(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.drain(), StandardCharsets.UTF_8);
        }
    }

    private static double cuts(String reason) {
        return gateway.metric("gateway_management_cuts_total{reason=\"" + reason + "\"}");
    }
}
