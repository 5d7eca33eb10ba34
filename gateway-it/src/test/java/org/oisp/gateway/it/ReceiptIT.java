package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Receipts": what a sender is told that asks what became of an actuation. */
class ReceiptIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @Test
    void whatTheDeviceHasReadIsDelivered() {
        double before = delivered();
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.asking("a-1", device, 1));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            JsonNode receipt = Receipts.expect(sender, "a-1", "delivered", "confirmed");
            assertThat(receipt.path("accountId").asText())
                    .isEqualTo(device.account().toString());
            assertThat(receipt.path("deviceId").asText()).isEqualTo("example001");
            assertThat(receipt.path("micros").asLong()).isPositive();
            sender.expectNothingElse();
        }
        assertThat(delivered()).isEqualTo(before + 1);
        await().until(() -> gateway.metric("gateway_receipts_pending") == 0);
    }

    @Test
    void manyInARowAreEachConfirmedOnceInTheirOrder() {
        int many = 500;
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            for (int i = 0; i < many; i++) {
                sender.send(Receipts.asking("m" + i, device, i));
            }
            for (int i = 0; i < many; i++) {
                receiver.expectText(Replies.actuation(Actuations.body(device, i)));
                Receipts.expect(sender, "m" + i, "delivered", "confirmed");
            }
            sender.expectNothingElse();
        }
    }

    @Test
    void aDeviceMayReceiveItsOwn() {
        try (Client both = Client.register(gateway, device)) {
            both.send(Receipts.asking("own", device, 1));
            both.expectText(Replies.actuation(Actuations.body(device, 1)));
            Receipts.expect(both, "own", "delivered", "confirmed");
        }
    }

    @Test
    void whoDoesNotAskSeesNothing() {
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.with("\"id\":5,\"timeout\":\"soon\",\"replyTo\":{}", device, 1));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            sender.expectNothingElse();
        }
    }

    @Test
    void aDeviceThatIsNotConnectedDidNotGetIt() {
        try (Client sender = Client.connect(gateway)) {
            sender.send(Receipts.asking("b", device, 1));
            Receipts.expect(sender, "b", "not_delivered", "not_connected");
        }
    }

    @Test
    void wrongCredentialsAreSaidToWhoAsks() {
        try (Client sender = Client.connect(gateway)) {
            sender.send(Receipts.asking("c", device, 1).replace(TestGateway.PASSWORD, "wrong"));
            Receipts.expect(sender, "c", "not_delivered", "wrong_credentials");
            sender.expectNothingElse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":\"x\",\"receipt\":\"read\"",
                "\"id\":\"x\",\"receipt\":null",
                "\"id\":\"x\",\"receipt\":true",
                "\"id\":\"\",\"receipt\":\"delivered\"",
                "\"id\":5,\"receipt\":\"delivered\"",
                "\"id\":null,\"receipt\":\"delivered\"",
                "\"id\":{\"a\":[1]},\"receipt\":\"delivered\"",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":0",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":60001",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":-1",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":1.5",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":1e3",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":99999999999999999999",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":\"1000\"",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"timeout\":null",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"replyTo\":\"\"",
                "\"id\":\"x\",\"receipt\":\"delivered\",\"replyTo\":7",
            })
    void aBadRequestIsAnsweredAndNothingIsSent(String members) {
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.with(members, device, 1));
            JsonNode receipt = Receipts.next(sender);
            assertThat(receipt.path("outcome").asText()).isEqualTo("not_delivered");
            assertThat(receipt.path("reason").asText()).isEqualTo("invalid_request");
            assertThat(receipt.path("detail").asText()).isNotEmpty();
            sender.send(Receipts.asking("good", device, 2));
            receiver.expectText(Replies.actuation(Actuations.body(device, 2)));
            Receipts.expect(sender, "good", "delivered", "confirmed");
        }
    }

    @Test
    void anIdMayBeAsLongAsIsSaidAndOfAnyCharacters() {
        String longest = "\\\"\u00fc\\u0000".repeat(42) + "ab";
        String tooLong = "i".repeat(129);
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.asking(longest, device, 1));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            Receipts.expect(sender, "\"\u00fc\u0000".repeat(42) + "ab", "delivered", "confirmed");
            sender.send(Receipts.asking(tooLong, device, 2));
            JsonNode refused = Receipts.next(sender);
            assertThat(refused.path("id").isNull()).isTrue();
            assertThat(refused.path("reason").asText()).isEqualTo("invalid_request");
        }
    }

    @Test
    void whatADeviceTookWithoutAPongIsUnconfirmed() {
        try (RawSocket silent = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            silent.register(device);
            sender.send(Receipts.asking("d", device, 1, 1_500));
            silent.expectText(Replies.actuation(Actuations.body(device, 1)));
            Receipts.expect(sender, "d", "unconfirmed", "unanswered");
        }
    }

    @Test
    void pongsThatAnswerNothingConfirmNothing() {
        try (RawSocket forger = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            forger.register(device);
            sender.send(Receipts.asking("e", device, 1, 2_000));
            forger.expectText(Replies.actuation(Actuations.body(device, 1)));
            ReceivedFrame ping = forger.readFrame();
            assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
            assertThat(ping.payload()).hasSize(8);
            byte[] before = ping.payload().clone();
            before[7]--;
            byte[] after = ping.payload().clone();
            after[7]++;
            forger.send(
                    RawFrame.of(RawFrame.PONG, new byte[0]),
                    RawFrame.of(RawFrame.PONG, before),
                    RawFrame.of(RawFrame.PONG, after),
                    RawFrame.of(RawFrame.PONG, new byte[8]),
                    RawFrame.of(RawFrame.PONG, new byte[125]));
            Receipts.expect(sender, "e", "unconfirmed", "unanswered");
            // The connection lives on, and so does the ping that it has not answered.
            forger.send(RawFrame.of(RawFrame.PONG, ping.payload()));
            sender.send(Receipts.asking("f", device, 2, 60_000));
            forger.expectText(Replies.actuation(Actuations.body(device, 2)));
            ReceivedFrame next = forger.readFrame();
            assertThat(next.opcode()).isEqualTo(RawFrame.PING);
            forger.send(RawFrame.of(RawFrame.PONG, next.payload()));
            Receipts.expect(sender, "f", "delivered", "confirmed");
        }
    }

    @Test
    void oneLaterPongConfirmsAllBeforeItsPing() {
        try (RawSocket slow = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            slow.register(device);
            sender.send(Receipts.asking("g1", device, 1));
            slow.expectText(Replies.actuation(Actuations.body(device, 1)));
            ReceivedFrame first = slow.readFrame();
            sender.send(Receipts.asking("g2", device, 2));
            sender.send(Receipts.asking("g3", device, 3));
            // One ping is under way at a time.
            slow.expectText(Replies.actuation(Actuations.body(device, 2)));
            slow.expectText(Replies.actuation(Actuations.body(device, 3)));
            slow.send(RawFrame.of(RawFrame.PONG, first.payload()));
            Receipts.expect(sender, "g1", "delivered", "confirmed");
            ReceivedFrame second = slow.readFrame();
            assertThat(second.opcode()).isEqualTo(RawFrame.PING);
            slow.send(RawFrame.of(RawFrame.PONG, second.payload()));
            Receipts.expect(sender, "g2", "delivered", "confirmed");
            Receipts.expect(sender, "g3", "delivered", "confirmed");
        }
    }

    @Test
    void whatADeviceTookBeforeItsConnectionEndedIsUnconfirmed() {
        try (RawSocket leaving = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            leaving.register(device);
            sender.send(Receipts.asking("h", device, 1, 60_000));
            leaving.expectText(Replies.actuation(Actuations.body(device, 1)));
            leaving.close();
            Receipts.expect(sender, "h", "unconfirmed", "connection_lost");
        }
    }

    @Test
    void whatWaitsForASlowDeviceExpiresAndNeverArrives() {
        String big = "x".repeat(20_000);
        int many = 400;
        try (TestGateway patient = TestGateway.start(database, Map.of("GATEWAY_MAILBOX_BYTES", "100000000"));
                RawSocket slow = RawSocket.open(patient, 4096);
                Client sender = Client.connect(patient)) {
            slow.register(device);
            for (int i = 0; i < many; i++) {
                sender.send(Receipts.asking("s" + i, device, i + big, 1_000));
            }
            int expired = 0;
            java.util.Set<String> notDelivered = new java.util.HashSet<>();
            for (int i = 0; i < many; i++) {
                JsonNode receipt = Receipts.next(sender);
                if (receipt.path("outcome").asText().equals("not_delivered")) {
                    assertThat(receipt.path("reason").asText()).isEqualTo("expired");
                    notDelivered.add(receipt.path("id").asText());
                    expired++;
                } else {
                    assertThat(receipt.path("reason").asText()).isEqualTo("unanswered");
                }
            }
            assertThat(expired).isPositive();
            assertThat(patient.metric("gateway_actuations_discarded_total{reason=\"expired\"}"))
                    .isEqualTo(expired);
            assertThat(patient.metric("gateway_mailbox_messages")).isZero();
            for (int read = 0; read < many - expired; ) {
                ReceivedFrame frame = slow.readFrame();
                if (frame.opcode() == RawFrame.TEXT) {
                    String text = new String(frame.payload(), java.nio.charset.StandardCharsets.UTF_8);
                    int from = text.indexOf("\"value\":\"") + 9;
                    assertThat(notDelivered).doesNotContain("s" + text.substring(from, text.indexOf('x', from)));
                    read++;
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10,3", "3,10"})
    void moreThanMayWaitAreRefused(String inAll, String ofOne) {
        try (TestGateway small = TestGateway.start(
                        database, Map.of("GATEWAY_RECEIPTS", inAll, "GATEWAY_CONNECTION_RECEIPTS", ofOne));
                RawSocket silent = RawSocket.open(small);
                Client sender = Client.connect(small)) {
            silent.register(device);
            for (int i = 0; i < 5; i++) {
                sender.send(Receipts.asking("t" + i, device, i, 3_000));
            }
            Receipts.expect(sender, "t3", "not_delivered", "too_many_receipts");
            Receipts.expect(sender, "t4", "not_delivered", "too_many_receipts");
            for (int i = 0; i < 3; i++) {
                Receipts.expect(sender, "t" + i, "unconfirmed", "unanswered");
            }
        }
    }

    @Test
    void aStoppingGatewayTellsTheLastOutcomesBeforeItClosesItsSenders() throws Exception {
        TestGateway stopping = TestGateway.start(database);
        try (RawSocket late = RawSocket.open(stopping);
                Client sender = Client.connect(stopping)) {
            late.register(device);
            sender.send(Receipts.asking("u", device, 1, 60_000));
            late.expectText(Replies.actuation(Actuations.body(device, 1)));
            ReceivedFrame ping = late.readFrame();
            Thread stop = new Thread(stopping::stop);
            stop.start();
            await().until(() -> stopping.metric("gateway_draining") == 1);
            late.send(RawFrame.of(RawFrame.PONG, ping.payload()));
            JsonNode receipt = Receipts.next(sender);
            assertThat(receipt.path("id").asText()).isEqualTo("u");
            // On a slow machine the pong may come too late: the device's close frame waits a second for it.
            assertThat(receipt.path("reason").asText()).isIn("confirmed", "connection_lost");
            sender.expectClose(1001, "Server is going away");
            stop.join();
        }
    }

    private static double delivered() {
        return gateway.metric("gateway_actuation_outcomes_total{outcome=\"delivered\",reason=\"confirmed\"}");
    }
}
