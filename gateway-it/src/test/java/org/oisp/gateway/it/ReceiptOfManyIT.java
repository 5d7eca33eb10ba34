package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.RedisListener;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** PROTOCOL.md, "Receipts", for devices at other instances and for what is published over Redis. */
class ReceiptOfManyIT {

    /** Its own database: no instance of another test has a lease here. */
    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 2, quick());

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("example001", account);
    private final TestGateway here = cluster.get(0);
    private final TestGateway there = cluster.get(1);

    private static Map<String, String> quick() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_LEASE_INTERVAL", "500ms");
        settings.put("GATEWAY_LEASE_DURATION", "1m");
        return settings;
    }

    /** An instance that knows of no other one says that nobody can answer. It hears of others by their hellos, and by their leases. */
    @BeforeAll
    static void awaitEachOther() {
        await().until(() -> cluster.get(0).metric("gateway_instances") == 2
                && cluster.get(1).metric("gateway_instances") == 2);
    }

    @Test
    void whatADeviceAtAnotherInstanceHasReadIsDelivered() {
        try (Client receiver = Client.register(there, device);
                Client sender = Client.connect(here)) {
            for (int i = 0; i < 100; i++) {
                sender.send(Receipts.asking("m" + i, device, i));
            }
            for (int i = 0; i < 100; i++) {
                receiver.expectText(Replies.actuation(Actuations.body(device, i)));
                JsonNode receipt = Receipts.expect(sender, "m" + i, "delivered", "confirmed");
                assertThat(receipt.path("micros").asLong()).isPositive();
            }
            sender.expectNothingElse();
        }
    }

    @Test
    void theOutcomeNamesTheDeviceThatOnlyItsKeyWasGivenOf() {
        String message = "{\"type\":\"actuation\",\"id\":\"k\",\"receipt\":\"delivered\",\"credentials\":"
                + Actuations.CREDENTIALS + ",\"body\":{\"content\":{\"deviceUID\":\"" + device.uid() + "\"}}}  ";
        try (Client receiver = Client.register(there, device);
                Client sender = Client.connect(here)) {
            sender.send(message);
            JsonNode receipt = Receipts.expect(sender, "k", "delivered", "confirmed");
            assertThat(receipt.path("accountId").asText()).isEqualTo(account.toString());
            assertThat(receipt.path("deviceId").asText()).isEqualTo("example001");
            assertThat(receiver.next()).isInstanceOf(Client.Event.Text.class);
        }
    }

    @Test
    void theSendersTimeoutAndReplyChannelStayHere() {
        // Names of the gateway's own among them, before and behind the body.
        String own = "\"replyTo\":\"instance:" + UUID.randomUUID() + "\",\"timeout\":60000,\"id\":\"mine\"";
        String message = "{\"type\":\"actuation\",\"receipt\":\"completed\"," + own + ",\"credentials\":"
                + Actuations.CREDENTIALS + ",\"body\":" + Actuations.body(device, 1) + ",\"receipt\":\"delivered\","
                + own
                + "}";
        try (Client receiver = Client.register(there, device);
                RedisListener listener = RedisListener.on(redis, device.account() + "/" + device.id());
                Client sender = Client.connect(here)) {
            sender.send(message);
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            // The last of several members counts. The device may see the sender's id: it reports by it.
            assertThat(listener.next())
                    .matches(".*\"id\":\"mine\",\"receipt\":\"delivered\",\"timeout\":\\d{1,5},"
                            + "\"replyTo\":\"instance:[0-9a-f-]{36}#\\d+-[0-9a-f-]{36}\"}");
            Receipts.expect(sender, "mine", "delivered", "confirmed");
            sender.expectNothingElse();
        }
    }

    @Test
    void aMessageOfTheGreatestLengthIsPassedOnWithItsQuestion() {
        try (TestGateway one = TestGateway.start(database, bounded());
                TestGateway two = TestGateway.start(database, bounded());
                Client receiver = Client.register(two, device);
                Client sender = Client.connect(one)) {
            String empty = Receipts.asking("long", device, "");
            String value = "x".repeat(10_000 - empty.length());
            sender.send(Receipts.asking("long", device, value));
            receiver.expectText(Replies.actuation(Actuations.body(device, value)));
            Receipts.expect(sender, "long", "delivered", "confirmed");
        }
    }

    private static Map<String, String> bounded() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_MAX_MESSAGE_BYTES", "10000");
        return settings;
    }

    @Test
    void aDeviceThatIsNowhereDidNotGetIt() {
        try (Client sender = Client.connect(here)) {
            sender.send(Receipts.asking("nowhere", device, 1));
            Receipts.expect(sender, "nowhere", "not_delivered", "not_connected");
        }
    }

    @Test
    void whatADeviceAtAnotherInstanceTookWithoutAPongIsUnconfirmed() {
        try (RawSocket silent = RawSocket.open(there);
                Client sender = Client.connect(here)) {
            silent.register(device);
            sender.send(Receipts.asking("silent", device, 1, 2_000));
            silent.expectText(Replies.actuation(Actuations.body(device, 1)));
            JsonNode receipt = Receipts.expect(sender, "silent", "unconfirmed", "unanswered");
            assertThat(receipt.path("deviceId").asText()).isEqualTo("example001");
        }
    }

    @Test
    void anInstanceThatRedisNoLongerReachesLeavesItUnconfirmed() {
        try (TcpProxy way = TcpProxy.to(redis.port());
                TestGateway cut = TestGateway.start(database, TestRedis.environment(way.port()));
                Client receiver = Client.register(cut, device);
                Client sender = Client.connect(here)) {
            way.beSilent();
            sender.send(Receipts.asking("frozen", device, 1, 1_500));
            Receipts.expect(sender, "frozen", "unconfirmed", "instance_silent");
            sender.expectNothingElse();
        }
    }

    @Test
    void aRedisThatSwallowsEverythingLeavesItUnconfirmed() {
        try (TcpProxy way = TcpProxy.to(redis.port());
                TestGateway cut = TestGateway.start(database, TestRedis.environment(way.port()));
                Client receiver = Client.register(there, device);
                Client sender = Client.connect(cut)) {
            await().until(() -> cut.metric("gateway_redis_up") == 1);
            way.beSilent();
            sender.send(Receipts.asking("silent", device, 1, 1_500));
            Receipts.expect(sender, "silent", "unconfirmed", "instance_silent");
            // Redis may have passed it on, as far as this instance knows, until the link has ended.
            sender.send(Receipts.asking("lost", device, 2, 60_000));
            await().until(() -> way.swallowed() > 1);
            way.cutAll();
            Receipts.expect(sender, "lost", "unconfirmed", "bus_lost");
            receiver.expectNothingElse();
        }
    }

    @Test
    void whatTwoInstancesHearIsNotDeliveredOnlyOnceBothHaveSaidSo() {
        String channel = device.account() + "/" + device.id();
        try (TcpProxy way = TcpProxy.to(redis.port());
                TestGateway slow = TestGateway.start(database, TestRedis.environment(way.port()));
                Client sender = Client.connect(here)) {
            // An instance that hears the message late, after the other has said that the device is not there.
            Client receiver = Client.register(slow, device);
            way.hold();
            try (RedisListener another = RedisListener.on(redis, channel)) {
                sender.send(Receipts.asking("two", device, 1, 60_000));
                JsonNode question = Receipts.tree(another.next());
                String replyTo = question.path("replyTo").asText();
                assertThat(replyTo).startsWith("instance:");
                sender.expectNothingElse();
                way.passOn();
                receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
                Receipts.expect(sender, "two", "delivered", "confirmed");
            }
            receiver.close();
        }
    }

    @Test
    void aForgedAnswerIsNotBelieved() {
        try (Client receiver = Client.register(there, device);
                RedisListener answers = RedisListener.onAll(redis, "oisp-gateway/answers/*");
                Client sender = Client.connect(here);
                RawSocket silent = RawSocket.open(there)) {
            await().until(() -> cluster.metric("gateway_cluster_unsigned_accepted") == 0);
            DeviceIdentity mute = database.addDevice("mute", account);
            silent.register(mute);
            // An answer that was sent shows the form and the channel.
            sender.send(Receipts.asking("true", device, 1));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            Receipts.expect(sender, "true", "delivered", "confirmed");
            String answer = answers.next();
            String channel = answers.channel();
            try (RedisListener questions = RedisListener.on(redis, mute.account() + "/" + mute.id())) {
                sender.send(Receipts.asking("open", mute, 1, 2_000));
                String replyTo = Receipts.tree(questions.next()).path("replyTo").asText();
                String number = replyTo.substring(replyTo.indexOf('#') + 1);
                assertThat(number).matches("\\d+-[0-9a-f-]{36}");
                String was = Receipts.tree(answer).path("receipt").asText();
                double refused = here.metric("gateway_cluster_messages_total{outcome=\"wrong_signature\"}")
                        + here.metric("gateway_cluster_messages_total{outcome=\"unsigned\"}");
                redis.publish(channel, answer.replace(was, number));
                redis.publish(channel, answer.replace(was, number).replaceAll(",\"sig\":\"[^\"]*\"", ""));
                await().until(() -> here.metric("gateway_cluster_messages_total{outcome=\"wrong_signature\"}")
                                + here.metric("gateway_cluster_messages_total{outcome=\"unsigned\"}")
                        == refused + 2);
                Receipts.expect(sender, "open", "unconfirmed", "unanswered");
            }
        }
    }

    @Test
    void anInstanceThatCannotAnswerIsSaidToBeSo() {
        try (TestDatabase own = TestDatabase.start();
                TestGateway only = TestGateway.start(own, quick());
                RedisListener original = RedisListener.on(redis, account + "/example001");
                Client sender = Client.connect(only)) {
            DeviceIdentity elsewhere = own.addDevice("example001", account);
            sender.send(Receipts.asking("original", elsewhere, 1, 60_000));
            Receipts.expect(sender, "original", "unconfirmed", "no_receipts");
            assertThat(original.next()).contains("\"example001\"");
        }
    }

    @Test
    void beforeADeviceItCannotBeToldWhoOfManyIsSilent() {
        try (RedisListener original = RedisListener.on(redis, device.account() + "/" + device.id());
                Client sender = Client.connect(here)) {
            sender.send(Receipts.asking("mixed", device, 1, 1_500));
            assertThat(original.next()).contains("\"receipt\":\"delivered\"");
            Receipts.expect(sender, "mixed", "unconfirmed", "instance_silent");
        }
    }

    @Test
    void aPublisherThatNamesAChannelGetsTheOutcomeThere() {
        try (Client receiver = Client.register(there, device);
                RedisListener replies = RedisListener.on(redis, "dashboard/replies")) {
            redis.publish(
                    device.account() + "/" + device.id(),
                    Receipts.with(
                            "\"id\":\"p\",\"receipt\":\"delivered\",\"replyTo\":\"dashboard/replies\"", device, 1));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            JsonNode receipt = Receipts.read(replies.next());
            assertThat(receipt.path("id").asText()).isEqualTo("p");
            assertThat(receipt.path("reason").asText()).isEqualTo("confirmed");
            assertThat(receipt.path("deviceId").asText()).isEqualTo("example001");
            // Without a channel it is delivered all the same, and counted.
            double before =
                    there.metric("gateway_actuation_outcomes_total{outcome=\"delivered\",reason=\"confirmed\"}");
            redis.publish(device.account() + "/" + device.id(), Receipts.with("\"receipt\":\"delivered\"", device, 2));
            receiver.expectText(Replies.actuation(Actuations.body(device, 2)));
            await().until(() ->
                    there.metric("gateway_actuation_outcomes_total{outcome=\"delivered\",reason=\"confirmed\"}")
                            == before + 1);
            redis.publish(
                    device.account() + "/" + device.id(),
                    Receipts.with("\"receipt\":\"nonsense\",\"replyTo\":\"dashboard/replies\"", device, 3));
            assertThat(Receipts.read(replies.next()).path("reason").asText()).isEqualTo("invalid_request");
            assertThat(replies.isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oisp-gateway",
                "oisp-gateway/all",
                "oisp-gateway/answers/x",
                "instance:",
                "instance:../all",
                "11111111-2222-3333-4444-555555555555/device"
            })
    void noOutcomeIsPublishedOnAChannelOfTheGatewaysOrOfADevice(String channel) {
        String tag = "gateway_actuation_outcomes_total{outcome=\"not_delivered\",reason=\"invalid_request\"}";
        double before = there.metric(tag);
        try (Client receiver = Client.register(there, device);
                RedisListener listener = RedisListener.on(redis, channel)) {
            redis.publish(
                    device.account() + "/" + device.id(),
                    Receipts.with(
                            "\"id\":\"evil\",\"receipt\":\"delivered\",\"replyTo\":\"" + channel + "\"", device, 1));
            await().until(() -> there.metric(tag) == before + 1);
            redis.publish(device.account() + "/" + device.id(), Actuations.message(Actuations.body(device, 2)));
            receiver.expectText(Replies.actuation(Actuations.body(device, 2)));
            redis.publish(channel, "last");
            for (String heard = listener.next(); !heard.equals("last"); heard = listener.next()) {
                assertThat(heard).doesNotContain("evil");
            }
        }
    }
}
