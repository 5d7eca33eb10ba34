package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Kept;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** PROTOCOL.md, "Queued actuations", at several instances, and for what is published over Redis and posted over HTTP. */
class QueueOfManyIT {

    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 2, settings());

    private final DeviceIdentity device = database.addDevice("lamp", UUID.randomUUID());
    private final TestGateway here = cluster.get(0);
    private final TestGateway there = cluster.get(1);

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        // What is delivered in time is delivered because an instance was told of it.
        settings.put("GATEWAY_QUEUE_INTERVAL", "1h");
        return settings;
    }

    @Test
    void aDeviceAtAnotherInstanceGetsItAtOnceAndItsSenderIsTold() {
        try (Client receiver = Client.register(there, device);
                Client sender = Client.connect(here)) {
            for (int i = 0; i < 30; i++) {
                sender.send(Kept.message("k" + i, device, i));
                receiver.expectText(Replies.actuation(Actuations.body(device, i)));
                Receipts.expect(sender, "k" + i, "delivered", "confirmed");
            }
            Kept.awaitRows(database, device, 0);
            sender.expectNothingElse();
        }
    }

    @Test
    void whatADeviceElsewhereReportsIsTold() {
        try (Client receiver = Kept.reporting(there, device);
                Client sender = Client.connect(here)) {
            sender.send(Receipts.with("\"id\":\"r\",\"ttl\":60,\"receipt\":\"completed\"", device, 1));
            assertThat(Kept.nextOf(receiver)).isEqualTo("r 1");
            receiver.send("{\"type\":\"ack\",\"id\":\"r#1\",\"status\":\"succeeded\",\"detail\":\"done\"}");
            JsonNode receipt = Receipts.expect(sender, "r", "succeeded", "reported_success");
            assertThat(receipt.path("detail").asText()).isEqualTo("done");
            assertThat(receipt.path("deviceId").asText()).isEqualTo("lamp");
            Kept.awaitRows(database, device, 0);
        }
    }

    @Test
    void whatOneInstanceKeptAnotherDelivers() {
        try (Client sender = Client.connect(here)) {
            Kept.keep(sender, "a", device, 1);
            Kept.keep(sender, "b", device, 2);
        }
        try (Client receiver = Kept.reporting(there, device)) {
            assertThat(Kept.next(receiver, 2)).containsExactly("a 1", "b 2");
            Kept.awaitRows(database, device, 0);
        }
    }

    @Test
    void oneThatIsPublishedForAConnectedDeviceIsKeptUntilItIsConfirmed() throws InterruptedException {
        String channel = device.account() + "/" + device.id();
        String replies = "replies-" + UUID.randomUUID();
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
        try (StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
                Client receiver = Client.register(there, device)) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, String message) {
                    heard.add(message);
                }
            });
            connection.sync().subscribe(replies);
            await().until(() -> redis.publish(
                            channel,
                            Receipts.with("\"id\":\"p\",\"ttl\":60,\"replyTo\":\"" + replies + "\"", device, 1))
                    == 1);
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            JsonNode receipt = Receipts.read(heard.poll(60, TimeUnit.SECONDS));
            assertThat(receipt.path("reason").asText()).isEqualTo("confirmed");
            Kept.awaitRows(database, device, 0);
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatIsPostedIsKeptAndMayBeTakenBack() {
        String id = UUID.randomUUID().toString();
        JsonNode posted =
                Receipts.tree(here.post("/api/actuations", request(id, 1)).body());
        assertThat(posted.path("outcome").asText() + " " + posted.path("reason").asText() + " "
                        + posted.path("state").asText())
                .isEqualTo("queued kept queued");
        // At any instance.
        JsonNode back = Receipts.tree(there.delete("/api/actuations/" + id).body());
        assertThat(back.path("result").asText()).isEqualTo("in_time");
        assertThat(there.delete("/api/actuations/" + id).statusCode()).isEqualTo(404);
        try (Client receiver = Client.register(there, device)) {
            receiver.expectNothingElse();
            String second = UUID.randomUUID().toString();
            JsonNode delivered = Receipts.tree(
                    here.post("/api/actuations", request(second, 2)).body());
            assertThat(delivered.path("outcome").asText()).isEqualTo("delivered");
        }
    }

    @Test
    void whatWasSentIsTakenBackWithTheTruth() {
        try (Client sender = Client.connect(here)) {
            String id = "sent-" + UUID.randomUUID();
            Kept.keep(sender, id, device, 1);
            // As if an instance had died with it on its way.
            database.execute("UPDATE " + Kept.TABLE + " SET attempts = 1 WHERE id = '" + id + "'");
            assertThat(Receipts.tree(here.delete("/api/actuations/" + id).body())
                            .path("result")
                            .asText())
                    .isEqualTo("sent_before");
            Kept.keep(sender, "same", device, 1);
            Kept.keep(sender, "same", device, 2);
            assertThat(here.delete("/api/actuations/same").statusCode()).isEqualTo(409);
            assertThat(Kept.rows(database, device)).isEqualTo(2);
        }
    }

    private String request(String id, int value) {
        return "{\"accountId\":\"%s\",\"deviceId\":\"lamp\",\"params\":[{\"name\":\"LED\",\"value\":\"%d\"}],\"id\":\"%s\",\"ttl\":60}"
                .formatted(device.account(), value, id);
    }
}
