package org.oisp.gateway.it.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Provokes every handshake answer of {@code docs/asyncapi.yaml}, and checks that no other occurs. */
class AsyncHandshakeIT {

    private static final String SERVER = "asyncapi-handshake.websocket-server:5000";

    private final Set<Integer> seen = new TreeSet<>();

    @Test
    void everyAnswerOfTheDocumentIsGivenAndNoOther() {
        ApiDocument document = ApiDocument.read("asyncapi.yaml", Dialects.getDraft7());
        List<Integer> documented = new ArrayList<>();
        document.at("/channels/socket/x-handshake-answers")
                .forEach(answer -> documented.add(answer.get("status").asInt()));
        RawRequest handshake = RawRequest.handshake();
        try (TestGateway gateway = TestGateway.start(
                TestDatabase.shared(),
                Map.of(
                        "GATEWAY_ADVERTISED_SERVER", SERVER,
                        "GATEWAY_MAX_CONNECTIONS", "3",
                        "GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "1",
                        "GATEWAY_HANDSHAKE_TIMEOUT", "3s"))) {
            ask(gateway, RawRequest.plain("GET / HTTP/1.1"), 404);
            ask(gateway, handshake.without("Sec-WebSocket-Protocol"), 403);
            ask(gateway, handshake.with("Sec-WebSocket-Version: 7"), 426);
            ask(gateway, handshake.without("Sec-WebSocket-Key"), 400);
            ask(gateway, handshake.withLine("GET /" + "x".repeat(5_000) + " HTTP/1.1"), 414);
            ask(gateway, handshake.adding("X-Padding: " + "x".repeat(17_000)), 431);
            try (RawSocket silent = RawSocket.connect(gateway)) {
                assertThat(status(silent)).isEqualTo(408);
            }
            awaitConnections(gateway, 0);
            try (RawSocket first = RawSocket.connect(gateway)) {
                first.send(handshake);
                assertThat(status(first)).isEqualTo(101);
                ask(gateway, handshake, 429);
                awaitConnections(gateway, 1);
                try (RawSocket second = RawSocket.connect(gateway);
                        RawSocket third = RawSocket.connect(gateway)) {
                    // An answer proves that the connection is counted; both stay open.
                    second.send(RawRequest.plain("GET / HTTP/1.1"));
                    third.send(RawRequest.plain("GET / HTTP/1.1"));
                    assertThat(status(second)).isEqualTo(404);
                    assertThat(status(third)).isEqualTo(404);
                    ask(gateway, handshake, 503);
                }
            }
        }
        assertThat(documented).containsExactlyInAnyOrderElementsOf(seen);
    }

    private static void awaitConnections(TestGateway gateway, int count) {
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == count);
    }

    private void ask(TestGateway gateway, RawRequest request, int expected) {
        try (RawSocket socket = RawSocket.connect(gateway)) {
            socket.send(request);
            assertThat(status(socket)).isEqualTo(expected);
        }
    }

    private int status(RawSocket socket) {
        int status = Integer.parseInt(socket.readHead().split(" ")[1]);
        seen.add(status);
        return status;
    }
}
