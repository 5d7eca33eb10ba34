package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Kept;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** PROTOCOL.md, "Queued actuations": what is kept for a device that is away, and how it gets it. */
class QueueIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(
            database,
            Map.of(
                    "GATEWAY_QUEUE_INTERVAL", "200ms",
                    "GATEWAY_QUEUE_DEVICE_MESSAGES", "60",
                    "GATEWAY_QUEUE_DEVICE_BYTES", "200000",
                    "GATEWAY_QUEUE_ACCOUNT_MESSAGES", "100"));

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("lamp", account);

    /** The table is for all tests of this process. */
    @AfterAll
    static void empty() {
        database.execute("DELETE FROM " + Kept.TABLE);
    }

    @Test
    void whatIsKeptComesRightBehindTheRegistrationInOrder() {
        try (Client sender = Client.connect(gateway)) {
            for (int i = 0; i < 40; i++) {
                Kept.keep(sender, "k" + i, device, i);
            }
            assertThat(Kept.rows(database, device)).isEqualTo(40);
        }
        try (Client receiver = Client.register(gateway, device)) {
            assertThat(Kept.next(receiver, 40))
                    .isEqualTo(IntStream.range(0, 40).mapToObj(String::valueOf).toList());
            Kept.awaitRows(database, device, 0);
            receiver.expectNothingElse();
        }
    }

    @Test
    void aConnectedDeviceGetsItAtOnceThroughItsRow() {
        try (Client receiver = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            for (int i = 0; i < 50; i++) {
                sender.send(Kept.message("c" + i, device, i));
            }
            for (int i = 0; i < 50; i++) {
                receiver.expectText(Replies.actuation(Actuations.body(device, i)));
                Receipts.expect(sender, "c" + i, "delivered", "confirmed");
            }
            Kept.awaitRows(database, device, 0);
            sender.expectNothingElse();
            receiver.expectNothingElse();
        }
    }

    @Test
    void aReportOfTheDeviceIsTold() {
        try (Client receiver = Kept.reporting(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Receipts.with("\"id\":\"r\",\"ttl\":60,\"receipt\":\"completed\"", device, 1));
            assertThat(Kept.nextOf(receiver)).isEqualTo("r 1");
            // A later one does not wait for the report.
            sender.send(Kept.message("s", device, 2));
            assertThat(Kept.nextOf(receiver)).isEqualTo("s 2");
            Receipts.expect(sender, "s", "delivered", "confirmed");
            receiver.send(Receipts.report("r#1", "failed"));
            Receipts.expect(sender, "r", "failed", "reported_failure");
            Kept.awaitRows(database, device, 0);
        }
    }

    @Test
    void aLiveOneDoesNotWaitForWhatIsKept() {
        try (Client sender = Client.connect(gateway);
                RawSocket receiver = RawSocket.open(gateway)) {
            Kept.keep(sender, "k", device, "kept");
            receiver.register(device);
            receiver.expectText(Replies.actuation(Actuations.body(device, "kept")));
            assertThat(receiver.readFrame().opcode()).isEqualTo(RawFrame.PING);
            // The device has not confirmed it.
            sender.send(Actuations.message(Actuations.body(device, "live")));
            receiver.expectText(Replies.actuation(Actuations.body(device, "live")));
            assertThat(Kept.rows(database, device)).isEqualTo(1);
        }
    }

    @Test
    void whatWasNotConfirmedIsRepeatedAndMarked() {
        try (Client sender = Client.connect(gateway)) {
            Kept.keep(sender, "a", device, 1);
            Kept.keep(sender, "b", device, 2);
        }
        breakOff("a 1", "b 2");
        try (Client receiver = Kept.reporting(gateway, device)) {
            // The first was not confirmed, so that it comes alone.
            assertThat(Kept.next(receiver, 2)).containsExactly("a 1*", "b 2*");
            Kept.awaitRows(database, device, 0);
        }
    }

    @Test
    void oneThatTheDeviceNeverConfirmsIsGivenUpAndTheNextComes() {
        double before = ends("undeliverable");
        try (Client sender = Client.connect(gateway)) {
            Kept.keep(sender, "poison", device, 1);
            Kept.keep(sender, "good", device, 2);
        }
        breakOff("poison 1", "good 2");
        breakOff("poison 1*");
        breakOff("poison 1*");
        await().until(() -> ends("undeliverable") == before + 1);
        try (Client receiver = Kept.reporting(gateway, device)) {
            assertThat(Kept.nextOf(receiver)).isEqualTo("good 2*");
            Kept.awaitRows(database, device, 0);
        }
    }

    /** Registers, reads these actuations, and breaks off without an answer to the ping. */
    private void breakOff(String... expected) {
        try (RawSocket receiver = RawSocket.open(gateway)) {
            receiver.sendText(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
            receiver.expectText(Replies.registered("\"ack\""));
            for (String text : expected) {
                ReceivedFrame frame = receiver.readFrame();
                while (frame.opcode() == RawFrame.PING) {
                    frame = receiver.readFrame();
                }
                assertThat(Kept.read(new String(frame.payload(), StandardCharsets.UTF_8)))
                        .isEqualTo(text);
            }
            receiver.cut();
        }
        await().until(() -> database.count("SELECT count(*) FROM " + Kept.TABLE
                                + " WHERE unconfirmed > 0 AND device = '" + device.uid() + "'")
                        == 1
                || Kept.rows(database, device) < 2);
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void onlyTheNewestOfAKeyIsKept() {
        double before = ends("collapsed");
        try (Client sender = Client.connect(gateway)) {
            sender.send(Kept.collapsing("1", "state", device, 1));
            Receipts.expect(sender, "1", "queued", "kept");
            Kept.keep(sender, "2", device, 2);
            sender.send(Kept.collapsing("3", "state", device, 3));
            Receipts.expect(sender, "3", "queued", "kept");
            sender.send(Kept.collapsing("4", "other", device, 4));
            Receipts.expect(sender, "4", "queued", "kept");
        }
        assertThat(ends("collapsed")).isEqualTo(before + 1);
        try (Client receiver = Client.register(gateway, device)) {
            assertThat(Kept.next(receiver, 3)).containsExactly("2", "3", "4");
        }
    }

    @Test
    void ofManyWithOneKeyAtOnceTheLastIsKept() {
        try (Client sender = Client.connect(gateway)) {
            for (int i = 0; i < 50; i++) {
                sender.send(Kept.collapsing("k" + i, "k", device, i));
            }
            // Each is told that it is kept, or that a newer one of its batch has replaced it.
            List<String> outcomes = IntStream.range(0, 50)
                    .mapToObj(i -> Receipts.next(sender).path("outcome").asText())
                    .toList();
            assertThat(outcomes).allMatch(outcome -> outcome.equals("queued") || outcome.equals("not_delivered"));
            assertThat(database.count("SELECT count(*) FROM " + Kept.TABLE + " WHERE device = '" + device.uid()
                            + "' AND convert_from(body, 'UTF8') LIKE '%\"value\":\"49\"%'"))
                    .isEqualTo(1);
            assertThat(Kept.rows(database, device)).isEqualTo(1);
        }
    }

    @Test
    void aFullQueueIsTold() {
        DeviceIdentity other = database.addDevice("other", account);
        DeviceIdentity third = database.addDevice("third", account);
        try (Client sender = Client.connect(gateway)) {
            for (int i = 0; i < 60; i++) {
                Kept.keep(sender, "f" + i, device, i);
            }
            sender.send(Kept.message("more", device, 1));
            Receipts.expect(sender, "more", "not_delivered", "queue_full");
            for (int i = 0; i < 40; i++) {
                Kept.keep(sender, "o" + i, other, i);
            }
            // The account is full.
            sender.send(Kept.message("third", third, 1));
            Receipts.expect(sender, "third", "not_delivered", "queue_full");
        }
        assertThat(Kept.rows(database, device)).isEqualTo(60);
    }

    @Test
    void bytesAreLimitedToo() {
        String large = "x".repeat(90_000);
        try (Client sender = Client.connect(gateway)) {
            Kept.keep(sender, "1", device, large);
            Kept.keep(sender, "2", device, large);
            sender.send(Kept.message("3", device, large));
            Receipts.expect(sender, "3", "not_delivered", "queue_full");
            Kept.keep(sender, "4", device, "small");
        }
        try (Client receiver = Client.register(gateway, device)) {
            assertThat(Kept.next(receiver, 3)).containsExactly(large, large, "small");
        }
    }

    @Test
    void whatHasExpiredIsNotDelivered() {
        double before = ends("expired");
        try (Client sender = Client.connect(gateway)) {
            sender.send(Receipts.with("\"id\":\"short\",\"ttl\":1", device, 1));
            Receipts.expect(sender, "short", "queued", "kept");
            Kept.keep(sender, "long", device, 2);
        }
        await().until(() -> Kept.rows(database, device) == 1 && ends("expired") == before + 1);
        try (Client receiver = Client.register(gateway, device)) {
            assertThat(Kept.nextOf(receiver)).isEqualTo("2");
            receiver.expectNothingElse();
        }
    }

    @Test
    void anUnknownDeviceIsTold() {
        DeviceIdentity nobody = new DeviceIdentity(new DeviceUid(UUID.randomUUID()), device.account(), device.id());
        try (Client sender = Client.connect(gateway)) {
            sender.send(Kept.message("u", nobody, 1));
            Receipts.expect(sender, "u", "not_delivered", "unknown_device");
        }
    }

    @Test
    void anIdOfSeveralAccountsIsAmbiguous() {
        DeviceIdentity first = database.addDevice("twin", UUID.randomUUID());
        DeviceIdentity single = database.addDevice("single " + account, UUID.randomUUID());
        database.addDevice("twin", UUID.randomUUID());
        try (Client sender = Client.connect(gateway)) {
            sender.send(byId("t", first));
            Receipts.expect(sender, "t", "not_delivered", "ambiguous");
            sender.send(byId("s", single));
            JsonNode receipt = Receipts.expect(sender, "s", "queued", "kept");
            assertThat(receipt.path("accountId").asText())
                    .isEqualTo(single.account().toString());
        }
    }

    private static String byId(String id, DeviceIdentity device) {
        return "{\"type\":\"actuation\",\"id\":\"" + id + "\",\"ttl\":60,\"credentials\":" + Actuations.CREDENTIALS
                + ",\"body\":{\"content\":{\"deviceId\":\"" + device.id() + "\"}}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ttl\":0",
                "\"ttl\":2592001",
                "\"ttl\":-1",
                "\"ttl\":1.5",
                "\"ttl\":\"60\"",
                "\"ttl\":null",
                "\"ttl\":60,\"collapse\":\"\"",
                "\"ttl\":60,\"collapse\":7",
                "\"ttl\":60,\"collapse\":\"\\u0000\"",
                "\"ttl\":60,\"id\":\"\\u0000\"",
                "\"receipt\":\"delivered\",\"collapse\":\"k\""
            })
    void aBadRequestIsAnswered(String members) {
        try (Client sender = Client.connect(gateway)) {
            sender.send(Receipts.with(members, device, 1));
            JsonNode receipt = Receipts.next(sender);
            assertThat(receipt.path("reason").asText()).isEqualTo("invalid_request");
            assertThat(receipt.path("detail").asText()).isNotEmpty();
            assertThat(Kept.rows(database, device)).isZero();
        }
    }

    @Test
    void wrongCredentialsKeepNothing() {
        try (Client sender = Client.connect(gateway)) {
            sender.send(Kept.message("w", device, 1).replace(TestGateway.PASSWORD, "wrong"));
            Receipts.expect(sender, "w", "not_delivered", "wrong_credentials");
            assertThat(Kept.rows(database, device)).isZero();
        }
    }

    @Test
    void oneThatNamesNoDeviceIsNotKept() {
        try (Client sender = Client.connect(gateway)) {
            sender.send("{\"type\":\"actuation\",\"id\":\"n\",\"ttl\":60,\"credentials\":" + Actuations.CREDENTIALS
                    + ",\"body\":{\"content\":{}}}");
            Receipts.expect(sender, "n", "not_delivered", "unaddressed");
        }
    }

    private static double ends(String end) {
        return gateway.metric("gateway_queued_ends_total{end=\"" + end + "\"}");
    }
}
