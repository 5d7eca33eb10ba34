package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** RFC 6455, 5.5.1 and 7: how the peer and the server close connections, down to the TCP connection. */
class CloseIT {

    private static final String PING = "{\"type\":\"ping\"}";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database, Map.of("GATEWAY_CLOSE_TIMEOUT", "60s"));

    @Test
    void answersACloseFrameWithoutACode() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.CLOSE, ""));
            peer.expectCloseAndEnd(1000, "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void answersEachValidCodeWith1000(int code) {
        for (String reason : new String[] {"", "bye", "tschüß \uD83D\uDC4B", "x".repeat(123)}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.close(code, reason));
                peer.expectCloseAndEnd(1000, "");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 10000, 65535})
    void answersEachInvalidCodeWith1002(int code) {
        for (String reason : new String[] {"", "bye"}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.close(code, reason));
                peer.expectCloseAndEnd(1002, "");
            }
        }
    }

    @Test
    void answersHalfACodeWith1002() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.CLOSE, new byte[] {3}));
            peer.expectCloseAndEnd(1002, "");
        }
    }

    @Test
    void answersAReasonThatIsNoTextWith1007() {
        List<byte[]> invalid = List.of(
                new byte[] {(byte) 0xFF},
                new byte[] {'a', (byte) 0xC3},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xC0, (byte) 0x80});
        for (byte[] reason : invalid) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.of(RawFrame.CLOSE, RawFrame.closePayload(1000, reason)));
                peer.expectCloseAndEnd(1007, "Invalid UTF-8 Data Received");
            }
        }
    }

    @Test
    void closesTheTcpConnectionOnceThePeerHasClosedItsSide() {
        RawSocket peer = RawSocket.open(gateway);
        peer.send(RawFrame.close(1000, ""));
        peer.expectCloseAndEnd(1000, "");
        // Connections of other tests may still be closing; this one stays as long as its peer does.
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 1);
        peer.endOutput();
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
        peer.close();
    }

    @Test
    void answersNothingBehindACloseFrame() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(
                    RawFrame.text(PING),
                    RawFrame.close(1000, ""),
                    RawFrame.text(PING),
                    RawFrame.ping("late"),
                    RawFrame.close(1002, ""),
                    RawFrame.of(5, ""));
            peer.expectText(Replies.PONG);
            peer.expectClose(1000, "");
            peer.send(RawFrame.ping("later"), RawFrame.text("{"));
            peer.expectEnd();
        }
    }

    @Test
    void doesNothingForMessagesBehindACloseFrame() {
        DeviceIdentity device = database.addDevice("late", UUID.randomUUID());
        try (Client receiver = Client.register(gateway, device);
                RawSocket sender = RawSocket.open(gateway)) {
            String before = Actuations.body(device, "before");
            String behind = Actuations.body(device, "behind");
            sender.send(
                    RawFrame.text(Actuations.message(before)),
                    RawFrame.close(1000, ""),
                    RawFrame.text(Actuations.message(behind)));
            sender.expectClose(1000, "");
            sender.sendText(Actuations.message(behind));
            sender.expectEnd();
            receiver.expectText(Replies.actuation(before));
            receiver.expectNothingElse();
        }
    }

    @Test
    void sendsTheReplyThenTheCloseFrameThenItsEnd() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendText("{");
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectClose(1003, "Unprocessable input");
            peer.expectEnd();
        }
    }

    @Test
    void answersNothingBehindItsOwnCloseFrame() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text("{"), RawFrame.text(PING), RawFrame.ping("late"), RawFrame.text("{"));
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectClose(1003, "Unprocessable input");
            peer.send(RawFrame.close(1003, ""), RawFrame.ping("later"));
            peer.expectEnd();
        }
    }

    @Test
    void doesNothingForMessagesBehindItsOwnCloseFrame() {
        DeviceIdentity device = database.addDevice("behind", UUID.randomUUID());
        try (Client receiver = Client.register(gateway, device);
                RawSocket sender = RawSocket.open(gateway)) {
            sender.send(RawFrame.text("{"), RawFrame.text(Actuations.message(Actuations.body(device, 1))));
            sender.expectText(Replies.WRONG_FORMAT);
            sender.expectCloseAndEnd(1003, "Unprocessable input");
            receiver.expectNothingElse();
        }
    }

    @Test
    void releasesTheDeviceAtTheCloseFrameAndNotAtTheEndOfTheConnection() {
        DeviceIdentity device = database.addDevice("leaver", UUID.randomUUID());
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.register(device);
            peer.send(RawFrame.close(1000, ""));
            peer.expectCloseAndEnd(1000, "");
            // The peer keeps its side open.
            await().atMost(Client.TIMEOUT).until(() -> !database.binding(device).connected());
        }
    }

    @Test
    void endsTheTcpConnectionOfAPeerThatDoesNotAnswerItsCloseFrame() {
        try (TestGateway hasty = TestGateway.start(database, Map.of("GATEWAY_CLOSE_TIMEOUT", "200ms"));
                RawSocket peer = RawSocket.open(hasty)) {
            peer.sendText("{");
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectCloseAndEnd(1003, "Unprocessable input");
            assertIsCut(hasty, peer);
        }
    }

    @Test
    void endsTheTcpConnectionOfAPeerThatClosesAndStays() {
        try (TestGateway hasty = TestGateway.start(database, Map.of("GATEWAY_CLOSE_TIMEOUT", "200ms"));
                RawSocket peer = RawSocket.open(hasty)) {
            peer.send(RawFrame.close(1000, ""));
            peer.expectCloseAndEnd(1000, "");
            assertIsCut(hasty, peer);
        }
    }

    @Test
    void endsTheTcpConnectionOfAPeerThatWasRefusedAndStays() {
        try (TestGateway hasty = TestGateway.start(database, Map.of("GATEWAY_CLOSE_TIMEOUT", "200ms"));
                RawSocket peer = RawSocket.connect(hasty)) {
            peer.send("hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 400 ");
            peer.expectEnd();
            assertIsCut(hasty, peer);
        }
    }

    private static void assertIsCut(TestGateway server, RawSocket peer) {
        await().atMost(Client.TIMEOUT).until(() -> server.metric("gateway_connections") == 0);
        // The kernel answers data for a closed socket with a reset; after that, sending fails.
        await().atMost(Client.TIMEOUT).until(() -> {
            try {
                peer.trySend((byte) 0);
                return false;
            } catch (IOException reset) {
                return true;
            }
        });
    }
}
