package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** PROTOCOL.md, "Devices that opt in": devices that say themselves what they did. */
class AckIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @Test
    void whatTheDeviceDidIsToldToTheSender() {
        double before = reports("told");
        try (Client receiver = reporting(device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.completed("a", device, 1));
            receiver.expectText(Replies.actuation("a#1", Actuations.body(device, 1)));
            receiver.send(Receipts.report("a#1", "succeeded"));
            JsonNode receipt = Receipts.expect(sender, "a", "succeeded", "reported_success");
            assertThat(receipt.has("detail")).isFalse();
            assertThat(receipt.path("deviceId").asText()).isEqualTo("example001");
            sender.send(Receipts.completed("a", device, 2));
            receiver.expectText(Replies.actuation("a#2", Actuations.body(device, 2)));
            receiver.send(
                    "{\"detail\":\"no power \\ud83d\\ude00\",\"status\":\"failed\",\"id\":\"a#2\",\"type\":\"ack\"}");
            receipt = Receipts.expect(sender, "a", "failed", "reported_failure");
            assertThat(receipt.path("detail").asText()).isEqualTo("no power \ud83d\ude00");
            receiver.expectNothingElse();
            sender.expectNothingElse();
        }
        assertThat(reports("told")).isEqualTo(before + 2);
        await().until(() -> gateway.metric("gateway_receipts_pending") == 0);
    }

    @Test
    void eachActuationHasAnIdWhetherItsSenderAsksOrNot() {
        double before = reports("not_awaited");
        try (Client receiver = reporting(device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(device, 1)));
            receiver.expectText(Replies.actuation("#1", Actuations.body(device, 1)));
            sender.send(Receipts.asking("b\\\"\\u00fc", device, 2));
            receiver.expectText(Replies.actuation("b\\\"\u00fc#2", Actuations.body(device, 2)));
            Receipts.expect(sender, "b\"\u00fc", "delivered", "confirmed");
            sender.send(Receipts.with("\"receipt\":\"completed\"", device, 3));
            receiver.expectText(Replies.actuation("#3", Actuations.body(device, 3)));
            String large = "x".repeat(40_000);
            sender.send(Receipts.completed("large", device, large));
            receiver.expectText(Replies.actuation("large#4", Actuations.body(device, large)));
            // In another order than they came; of the first two nobody awaits a report.
            for (String id : List.of("#3", "#1", "large#4", "b\\\"\u00fc#2")) {
                receiver.send(Receipts.report(id, "succeeded"));
            }
            JsonNode receipt = Receipts.next(sender);
            assertThat(receipt.path("id").isNull()).isTrue();
            assertThat(receipt.path("outcome").asText()).isEqualTo("succeeded");
            Receipts.expect(sender, "large", "succeeded", "reported_success");
            receiver.expectNothingElse();
        }
        assertThat(reports("not_awaited")).isEqualTo(before + 2);
    }

    @Test
    void aDeviceThatDoesNotReportIsAskedInVain() {
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.completed("c", device, 1));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            Receipts.expect(sender, "c", "delivered", "no_reports");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"ack\"", "{\"ack\":true}", "[\"acks\",7]", "true"})
    void featuresThatAreNotKnownChangeNothing(String features) {
        try (Client receiver = Client.connect(gateway);
                Client sender = Client.connect(gateway)) {
            receiver.send(Client.registration(device, TestKeys.token(device), features));
            receiver.expectText(Replies.REGISTERED);
            sender.send(Actuations.message(Actuations.body(device, 1)));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
        }
    }

    @Test
    void aReportBeforeThePongIsBoth() {
        try (RawSocket receiver = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            register(receiver, device);
            sender.send(Receipts.completed("d", device, 1));
            receiver.expectText(Replies.actuation("d#1", Actuations.body(device, 1)));
            ReceivedFrame ping = receiver.readFrame();
            assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
            receiver.sendText(Receipts.report("d#1", "succeeded"));
            Receipts.expect(sender, "d", "succeeded", "reported_success");
            receiver.send(RawFrame.of(RawFrame.PONG, ping.payload()));
            // The pong and a late second report are no second outcome.
            receiver.sendText(Receipts.report("d#1", "failed"));
            receiver.sendText("{\"type\":\"ping\"}");
            receiver.expectText(Replies.PONG);
            sender.expectNothingElse();
        }
    }

    @Test
    void aReportThatComesTooLateChangesNothing() {
        double before = reports("not_awaited");
        try (Client receiver = reporting(device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.completed("e", device, 1, 1_500));
            receiver.expectText(Replies.actuation("e#1", Actuations.body(device, 1)));
            Receipts.expect(sender, "e", "delivered", "no_report");
            receiver.send(Receipts.report("e#1", "succeeded"));
            receiver.expectNothingElse();
            sender.expectNothingElse();
        }
        assertThat(reports("not_awaited")).isEqualTo(before + 1);
    }

    @Test
    void whatWasReadWhenTheConnectionEndsIsDeliveredWithoutAReport() {
        try (RawSocket receiver = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            register(receiver, device);
            sender.send(Receipts.completed("f", device, 1, 60_000));
            receiver.expectText(Replies.actuation("f#1", Actuations.body(device, 1)));
            receiver.send(RawFrame.of(RawFrame.PONG, receiver.readFrame().payload()));
            receiver.sendText("{\"type\":\"ping\"}");
            receiver.expectText(Replies.PONG);
            sender.send(Receipts.completed("g", device, 2, 60_000));
            receiver.expectText(Replies.actuation("g#2", Actuations.body(device, 2)));
            assertThat(receiver.readFrame().opcode()).isEqualTo(RawFrame.PING);
            receiver.close();
            assertThat(List.of(outcome(sender), outcome(sender)))
                    .containsExactlyInAnyOrder("f delivered no_report", "g unconfirmed connection_lost");
        }
    }

    @Test
    void reportsOfNoUseAreCountedAndEndNothing() {
        double unknown = reports("unknown");
        double invalid = reports("invalid");
        DeviceIdentity other = database.addDevice("example002", UUID.randomUUID());
        try (Client receiver = reporting(device);
                Client stranger = reporting(other);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.completed("h", device, 1));
            receiver.expectText(Replies.actuation("h#1", Actuations.body(device, 1)));
            // Not its actuation: on its own connection no id was given.
            stranger.send(Receipts.report("h#1", "failed"));
            stranger.expectNothingElse();
            for (String id : List.of("h#2", "h", "#", "h#0", "h#-1", "h#1x", "h#9999999999999999999999")) {
                receiver.send(Receipts.report(id, "failed"));
            }
            for (String members : List.of(
                    "\"x\":1",
                    "\"id\":\"h#1\"",
                    "\"id\":\"h#1\",\"status\":\"done\"",
                    "\"id\":\"h#1\",\"status\":null",
                    "\"id\":5,\"status\":\"failed\"",
                    "\"status\":\"failed\"")) {
                receiver.send("{\"type\":\"ack\"," + members + "}");
            }
            receiver.expectNothingElse();
            receiver.send(Receipts.report("h#1", "succeeded"));
            Receipts.expect(sender, "h", "succeeded", "reported_success");
            receiver.send(Receipts.report("h#1", "succeeded"));
            receiver.expectNothingElse();
            sender.expectNothingElse();
        }
        assertThat(reports("unknown")).isEqualTo(unknown + 9);
        assertThat(reports("invalid")).isEqualTo(invalid + 6);
    }

    @Test
    void aPeerThatNeverOptedInMaySendSuchMessages() {
        try (Client peer = Client.connect(gateway)) {
            peer.send(Receipts.report("i#1", "succeeded"));
            peer.expectNothingElse();
        }
    }

    @Test
    void twoDevicesOnOneConnectionShareTheNumbers() {
        DeviceIdentity other = database.addDevice("example003", device.account().value());
        DeviceIdentity plain = database.addDevice("example004", device.account().value());
        try (Client both = reporting(device);
                Client sender = Client.connect(gateway)) {
            both.send(Client.registration(other, TestKeys.token(other), "[\"ack\"]"));
            both.expectText(Replies.registered("\"ack\""));
            both.send(Client.registration(plain));
            both.expectText(Replies.REGISTERED);
            sender.send(Receipts.completed("same", device, 1));
            both.expectText(Replies.actuation("same#1", Actuations.body(device, 1)));
            sender.send(Receipts.completed("same", other, 2));
            both.expectText(Replies.actuation("same#2", Actuations.body(other, 2)));
            sender.send(Receipts.completed("same", plain, 3));
            both.expectText(Replies.actuation(Actuations.body(plain, 3)));
            Receipts.expect(sender, "same", "delivered", "no_reports");
            both.send(Receipts.report("same#2", "failed"));
            assertThat(Receipts.expect(sender, "same", "failed", "reported_failure")
                            .path("deviceId")
                            .asText())
                    .isEqualTo("example003");
            both.send(Receipts.report("same#1", "succeeded"));
            assertThat(Receipts.expect(sender, "same", "succeeded", "reported_success")
                            .path("deviceId")
                            .asText())
                    .isEqualTo("example001");
        }
    }

    @Test
    void aDeviceMayChangeItsMindOnItsConnection() {
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            receiver.send(Client.registration(device, TestKeys.token(device), "[\"renew\",\"ack\"]"));
            receiver.expectText(Replies.registered("\"ack\",\"renew\""));
            sender.send(Receipts.completed("j", device, 1));
            receiver.expectText(Replies.actuation("j#1", Actuations.body(device, 1)));
            receiver.send(Client.registration(device));
            receiver.expectText(Replies.REGISTERED);
            sender.send(Actuations.message(Actuations.body(device, 2)));
            receiver.expectText(Replies.actuation(Actuations.body(device, 2)));
            // What it got before it may still report on.
            receiver.send(Receipts.report("j#1", "succeeded"));
            Receipts.expect(sender, "j", "succeeded", "reported_success");
        }
    }

    @Test
    void aDeviceWithoutPongsMayStillReport() {
        try (RawSocket receiver = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            register(receiver, device);
            for (int i = 1; i <= 3; i++) {
                sender.send(Receipts.completed("k", device, i));
                receiver.expectText(Replies.actuation("k#" + i, Actuations.body(device, i)));
                if (i == 1) {
                    assertThat(receiver.readFrame().opcode()).isEqualTo(RawFrame.PING);
                }
                receiver.sendText(Receipts.report("k#" + i, "succeeded"));
                Receipts.expect(sender, "k", "succeeded", "reported_success");
            }
        }
    }

    @Test
    void aFloodOfReportsIsReadMoreSlowlyAndClosed() {
        try (TestGateway strict = TestGateway.start(
                        database,
                        Map.of(
                                "GATEWAY_CONNECTION_PINGS", "50",
                                "GATEWAY_FLOOD_TIME", "200ms",
                                "GATEWAY_EXEMPT_ADDRESSES", "127.0.9.0/24"));
                RawSocket flooder = RawSocket.open(strict)) {
            register(flooder, device);
            byte[] report = RawFrame.of(
                            RawFrame.TEXT,
                            Receipts.report("l#1", "failed").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .bytes();
            await().atMost(Client.TIMEOUT).until(() -> {
                try {
                    // More than the few a second that are not counted.
                    for (int i = 0; i < 100; i++) {
                        flooder.trySend(report);
                    }
                } catch (java.io.IOException closed) {
                    // The gateway no longer reads.
                }
                return strict.metric("gateway_drops_total{reason=\"flood\"}") == 1;
            });
        }
    }

    private static Client reporting(DeviceIdentity device) {
        Client client = Client.connect(gateway);
        client.send(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
        client.expectText(Replies.registered("\"ack\""));
        return client;
    }

    private static void register(RawSocket socket, DeviceIdentity device) {
        socket.sendText(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
        socket.expectText(Replies.registered("\"ack\""));
    }

    private static String outcome(Client sender) {
        JsonNode receipt = Receipts.next(sender);
        return receipt.path("id").asText() + " " + receipt.path("outcome").asText() + " "
                + receipt.path("reason").asText();
    }

    private static double reports(String result) {
        return gateway.metric("gateway_device_reports_total{result=\"" + result + "\"}");
    }
}
