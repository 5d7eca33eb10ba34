package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/**
 * A client that is still sending reads its answer (RFC 9112, 9.6), and how much more it may send is bounded. The client sends everything
 * before it reads: a reset in between would fail the test.
 */
class EarlyAnswerIT {

    private static final int LONG = 3 * 1024 * 1024;
    private static final int CHUNK = 0x10000;

    /** Limit of what a client can send before it is cut: the gateway's limit, and the buffers of two kernels. */
    private static final long MAX = 64L * 1024 * 1024;

    @AutoClose
    private static final TestGateway gateway =
            TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_ADVERTISED_SERVER", "early-answer-it:5000"));

    @ParameterizedTest
    @CsvSource({
        "POST /api/actuations, 413",
        "PUT /api/log-level, 413",
        "POST /api/drains, 404",
        "GET /api/drain, 200",
        "PUT /api/events, 405",
        "POST /, 405",
        "GET /, 200",
        "GET /metrics, 200",
        "GET /health/live, 200",
        "GET /health/ready, 200",
        "GET /health/dead, 404",
        "OPTIONS /api/actuations, 204",
        "HEAD /health/live, 200"
    })
    void isReadBehindALongBody(String target, int status) {
        for (boolean chunked : new boolean[] {false, true}) {
            try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
                RawRequest request = local(target);
                client.send(
                        chunked
                                ? request.adding("Transfer-Encoding: chunked")
                                : request.adding("Content-Length: " + LONG));
                client.send(chunked ? inChunks(LONG) : new byte[LONG]);
                expectAnswerAndEnd(client, status);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"evil.example, 403", "localhost, 400"})
    void isReadByWhoeverMayNotAskAndWhoeverSpeaksNoHttp(String host, int status) {
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            String length = status == 400 ? "many" : Integer.toString(LONG);
            client.send(RawRequest.plain("POST /api/actuations HTTP/1.1")
                    .with("Host: " + host)
                    .adding("Content-Length: " + length));
            client.send(new byte[LONG]);
            expectAnswerAndEnd(client, status);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {414, 431})
    void isReadBehindAHeadThatIsTooLong(int status) {
        String before = status == 414 ? "GET /" : "GET / HTTP/1.1\r\nHost: localhost\r\nX: ";
        for (int port : new int[] {gateway.managementPort(), gateway.port()}) {
            try (RawSocket client = RawSocket.connect(port)) {
                client.send(before.getBytes(StandardCharsets.US_ASCII));
                client.send("x".repeat(LONG).getBytes(StandardCharsets.US_ASCII));
                expectAnswerAndEnd(client, status);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Sec-WebSocket-Protocol: other, 403", "Sec-WebSocket-Version: 7, 426", "Sec-WebSocket-Key: short, 400"})
    void isReadByDevicesToo(String header, int status) {
        try (RawSocket client = RawSocket.connect(gateway)) {
            client.send(RawRequest.handshake().with(header));
            client.send(new byte[LONG]);
            expectAnswerAndEnd(client, status);
        }
        try (RawSocket client = RawSocket.connect(gateway)) {
            client.send(RawRequest.plain("POST / HTTP/1.1")
                    .adding("Connection: close")
                    .adding("Content-Length: " + LONG));
            client.send(new byte[LONG]);
            expectAnswerAndEnd(client, 404);
        }
    }

    @ParameterizedTest
    @CsvSource({"POST /api/drains, 404", "GET /health/live, 200", "PUT /api/events, 405"})
    void aSmallBodyCostsNobodyTheConnection(String target, int status) {
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            for (int i = 0; i < 3; i++) {
                client.send(local(target).adding("Transfer-Encoding: chunked"));
                expectAnswer(client, status);
                client.send(inChunks(2 * CHUNK / 3));
            }
            client.send(local("GET /health/live").adding("Content-Length: 5"));
            client.send((byte) 'h', (byte) 'e', (byte) 'l', (byte) 'l', (byte) 'o');
            expectAnswer(client, 200);
            client.send(local("OPTIONS *").adding("Connection: close"));
            expectAnswerAndEnd(client, 204);
        }
    }

    @Test
    void aBodyWithoutEndIsCut() {
        double before = gateway.metric("gateway_management_cuts_total{reason=\"unwanted_body\"}");
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            client.send(local("GET /health/live").adding("Transfer-Encoding: chunked"));
            expectAnswer(client, 200);
            assertThat(sendUntilCut(client, inChunks(CHUNK))).isLessThan(MAX);
        }
        assertThat(gateway.metric("gateway_management_cuts_total{reason=\"unwanted_body\"}"))
                .isEqualTo(before + 1);
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            client.send(local("PUT /api/log-level").adding("Content-Length: " + Long.MAX_VALUE));
            assertThat(client.readHead()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close\r\n");
            assertThat(sendUntilCut(client, new byte[CHUNK])).isLessThan(MAX);
        }
        for (RawRequest request : new RawRequest[] {
            RawRequest.handshake().without("Sec-WebSocket-Protocol"),
            RawRequest.plain("POST / HTTP/1.1").adding("Content-Length: " + Long.MAX_VALUE)
        }) {
            try (RawSocket client = RawSocket.connect(gateway)) {
                client.send(request);
                client.readHead();
                assertThat(sendUntilCut(client, new byte[CHUNK])).isLessThan(MAX);
            }
        }
    }

    /** Returns the bytes sent until the cut. The sending must take less than the time limit, which would otherwise cause the cut. */
    private static long sendUntilCut(RawSocket client, byte[] chunk) {
        long sent = 0;
        try {
            while (sent < 2 * MAX) {
                client.trySend(chunk);
                sent += chunk.length;
            }
        } catch (IOException cut) {
            // Expected.
        }
        return sent;
    }

    @Test
    void aRequestThatStopsInItsMidstIsAnswered408() {
        try (TestGateway quick = TestGateway.start(
                TestDatabase.shared(),
                Map.of(
                        "GATEWAY_ADVERTISED_SERVER",
                        "early-answer-it-quick:5000",
                        "GATEWAY_MANAGEMENT_REQUEST_TIMEOUT",
                        "200ms"))) {
            for (String head : new String[] {
                "G",
                "GET /health/live HTTP/1.1\r\nHost: x\r\n",
                "PUT /api/log-level HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{",
                "POST /api/actuations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
            }) {
                try (RawSocket client = RawSocket.connect(quick.managementPort())) {
                    client.send(head.getBytes(StandardCharsets.US_ASCII));
                    expectAnswerAndEnd(client, 408);
                }
            }
            // A request that is already answered gets no second answer, and no further request is read.
            try (RawSocket client = RawSocket.connect(quick.managementPort())) {
                client.send(local("GET /health/live").adding("Content-Length: 10"));
                expectAnswerAndEnd(client, 200);
            }
            assertThat(quick.metric("gateway_management_cuts_total{reason=\"slow_request\"}"))
                    .isEqualTo(5);
            assertThat(quick.metric("gateway_management_defects_total")).isZero();
        }
    }

    @Test
    void whoeverWaitsForLeaveToSendIsToldAtOnce() {
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            client.send(
                    local("PUT /api/log-level").adding("Expect: 100-continue").adding("Content-Length: 16"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            client.send("{\"level\":\"info\"}".getBytes(StandardCharsets.US_ASCII));
            expectAnswer(client, 200);
            // It would be unknown whether a body or a request comes next.
            client.send(local("GET /health/live").adding("Expect: 100-continue").adding("Content-Length: 16"));
            expectAnswerAndEnd(client, 200);
        }
    }

    @Test
    void requestsAreAnsweredInTheirOrderHoweverManyComeAtOnce() {
        int many = 300;
        try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
            String one = local("GET /health/live")
                    + local("POST /api/drains").adding("Content-Length: 3").toString() + "abc";
            client.send(one.repeat(many).getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < many; i++) {
                expectAnswer(client, 200);
                expectAnswer(client, 404);
            }
        }
    }

    @Test
    void nothingCanComeBehindAStream() {
        for (boolean later : new boolean[] {true, false}) {
            double before = gateway.metric("gateway_management_cuts_total{reason=\"pipelined\"}");
            try (RawSocket client = RawSocket.connect(gateway.managementPort())) {
                String live = local("GET /api/live").toString();
                String next = local("GET /health/live").toString();
                client.send((later ? live : live + next).getBytes(StandardCharsets.US_ASCII));
                if (later) {
                    assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                    client.send(next.getBytes(StandardCharsets.US_ASCII));
                }
                client.drain();
            }
            assertThat(gateway.metric("gateway_management_cuts_total{reason=\"pipelined\"}"))
                    .isEqualTo(before + 1);
        }
    }

    private static RawRequest local(String target) {
        return RawRequest.plain(target + " HTTP/1.1").with("Host: localhost");
    }

    private static byte[] inChunks(int length) {
        StringBuilder body = new StringBuilder();
        for (int left = length; left > 0; left -= CHUNK) {
            int size = Math.min(left, CHUNK);
            body.append(Integer.toHexString(size))
                    .append("\r\n")
                    .append("x".repeat(size))
                    .append("\r\n");
        }
        return body.append(length == CHUNK ? "" : "0\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void expectAnswer(RawSocket client, int status) {
        String head = client.readHead();
        assertThat(head).startsWith("HTTP/1.1 " + status + " ");
        String length = head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length: "))
                .map(line -> line.substring(16))
                .findFirst()
                .orElse("0");
        client.read(Integer.parseInt(length));
    }

    /** Expects that the connection ends in order, not by a reset. */
    private static void expectAnswerAndEnd(RawSocket client, int status) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ");
        client.readToEnd();
    }
}
