package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestRedis;

/** PROTOCOL.md, "Redis": what the dashboard publishes, and actuations that arrive at an instance that does not hold the device. */
class BusIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 2, redis.environment());

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("example001", account);
    private final DeviceIdentity absent = database.addDevice("absent", account);

    private final TestGateway here = cluster.get(0);
    private final TestGateway there = cluster.get(1);

    @Test
    void whatTheDashboardPublishesReachesTheDeviceOnceWhoeverHoldsIt() {
        DeviceIdentity other = database.addDevice("example002", account);
        try (Client first = Client.register(here, device);
                Client second = Client.register(there, other)) {
            assertThat(redis.publish(channel(device), Actuations.message(Actuations.body(device, 1))))
                    .isEqualTo(1);
            assertThat(redis.publish(channel(other), Actuations.message(Actuations.body(other, 2))))
                    .isEqualTo(1);
            first.expectText(Replies.actuation(Actuations.body(device, 1)));
            second.expectText(Replies.actuation(Actuations.body(other, 2)));
            first.expectNothingElse();
            second.expectNothingElse();
        }
        await().until(() -> redis.publish(channel(device), "anything") == 0);
    }

    @Test
    void whatADeviceAtAnotherInstanceDidIsToldToTheSenderAndItSeesTheSendersId() {
        try (Client receiver = Client.connect(there);
                Client sender = Client.connect(here)) {
            receiver.send(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
            receiver.expectText(Replies.registered("\"ack\""));
            sender.send(Receipts.completed("\\\"s\\u00fc", device, 1));
            receiver.expectText(Replies.actuation("\\\"s\u00fc#1", Actuations.body(device, 1)));
            receiver.send(Receipts.report("\\\"s\u00fc#1", "failed"));
            Receipts.expect(sender, "\"s\u00fc", "failed", "reported_failure");
            sender.send(Actuations.message(Actuations.body(device, 2)));
            receiver.expectText(Replies.actuation("#2", Actuations.body(device, 2)));
            sender.send(Receipts.with("\"receipt\":\"completed\"", device, 3));
            receiver.expectText(Replies.actuation("#3", Actuations.body(device, 3)));
            receiver.send(Receipts.report("#3", "succeeded"));
            assertThat(Receipts.next(sender).path("reason").asText()).isEqualTo("reported_success");
            sender.expectNothingElse();
        }
    }

    @Test
    void theOthersAreReachedBeforeTheFirstDeviceIsLetIn() {
        // A 200 means that all instances know the device, so the test waits for nothing else.
        try (TestGateway late = TestGateway.start(database, redis.environment());
                Client receiver = Client.register(late, device);
                Client sender = Client.connect(here)) {
            sender.send(Actuations.message(Actuations.body(device, "at once")));
            receiver.expectText(Replies.actuation(Actuations.body(device, "at once")));
        }
    }

    @Test
    void anActuationGoesToTheInstanceThatHasTheDeviceWhateverItNamesItBy() {
        String byUid = Actuations.body(device, "by key");
        String byAccount =
                "{\"content\":{\"deviceId\":\"%s\",\"domainId\":\"%s\",\"n\":1.50}}".formatted(device.id(), account);
        String byKeyAlone = "{\"content\":{\"deviceUID\":\"%s\",\"\u00fc\":[{}]}}".formatted(device.uid());
        try (Client receiver = Client.register(there, device);
                Client sender = Client.connect(here)) {
            double before = outcome(here, "forwarded");
            for (String body : List.of(byUid, byAccount, byKeyAlone)) {
                sender.send(Actuations.message(body));
                receiver.expectText(Replies.actuation(body));
            }
            receiver.expectNothingElse();
            sender.expectNothingElse();
            await().until(() -> outcome(here, "forwarded") == before + 3);
            assertThat(here.metric("gateway_forwards_under_way")).isZero();
        }
    }

    @Test
    void aDeviceThatIsNowhereIsNotConnectedAndWhatIsPublishedIsNotPublishedAgain() {
        double before = outcome(here, "not_connected");
        try (Client sender = Client.connect(here)) {
            sender.send(Actuations.message(Actuations.body(absent, 1)));
            sender.send(Actuations.message("{\"content\":{\"deviceUID\":\"%s\"}}".formatted(UUID.randomUUID())));
            await().until(() -> outcome(here, "not_connected") == before + 2);
            sender.expectNothingElse();
        }
    }

    @Test
    void anActuationWithMuchAroundItsBodyIsPassedOnWhole() {
        String body = Actuations.body(device, "small");
        String message = "{\"type\":\"actuation\",\"filling\":\"" + "x".repeat(20_000) + "\",\"credentials\":"
                + Actuations.CREDENTIALS + ",\"body\":" + body + "}";
        try (Client receiver = Client.register(there, device);
                Client sender = Client.connect(here)) {
            sender.send(message);
            receiver.expectText(Replies.actuation(body));
        }
    }

    @Test
    void actuationsOfOneSenderKeepTheirOrderEvenWhileTheDeviceIsLookedUp() {
        int count = 300;
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 5).mapToObj(i -> "ordered" + i).toList(), account);
        try (Client receiver = Client.connect(there);
                Client sender = Client.connect(here)) {
            for (DeviceIdentity each : devices) {
                receiver.send(Client.registration(each));
                receiver.expectText(Replies.REGISTERED);
            }
            for (DeviceIdentity each : devices) {
                for (int i = 0; i < count; i++) {
                    sender.send(Actuations.message(Actuations.body(each, i)));
                }
                for (int i = 0; i < count; i++) {
                    receiver.expectText(Replies.actuation(Actuations.body(each, i)));
                }
            }
            receiver.expectNothingElse();
        }
    }

    @Test
    void whatIsPublishedForAnotherAccountOrWithWrongCredentialsOrIsNoActuationIsDropped() {
        String foreign = Actuations.body(device, 1)
                .replace(account.toString(), UUID.randomUUID().toString());
        String good = Actuations.message(Actuations.body(device, "good"));
        try (LogWatch log = new LogWatch();
                Client receiver = Client.register(there, device)) {
            double foreignBefore = outcome(there, "foreign_account");
            double credentialsBefore = outcome(there, "wrong_credentials");
            double malformedBefore = outcome(there, "malformed");
            redis.publish(channel(device), Actuations.message(foreign));
            redis.publish(
                    channel(device),
                    Actuations.message("{\"content\":{\"deviceUID\":\"%s\"}}".formatted(absent.uid())));
            redis.publish(channel(device), Actuations.message("{\"content\":\"nobody\"}"));
            redis.publish(channel(device), good.replace(TestGateway.PASSWORD, "another"));
            redis.publish(channel(device), "no JSON");
            redis.publish(channel(device), "{\"type\":\"ping\"}");
            redis.publish(channel(device), Actuations.message("{}"));
            redis.publish(channel(device), good);
            receiver.expectText(Replies.actuation(Actuations.body(device, "good")));
            receiver.expectNothingElse();
            assertThat(outcome(there, "foreign_account")).isEqualTo(foreignBefore + 3);
            assertThat(outcome(there, "wrong_credentials")).isEqualTo(credentialsBefore + 1);
            assertThat(outcome(there, "malformed")).isEqualTo(malformedBefore + 3);
            assertThat(log.lines()).noneMatch(line -> line.contains(TestGateway.PASSWORD));
        }
    }

    @Test
    void anIdAloneMeansTheOneThatIsConnectedAnywhere() {
        String id = "namesake-" + UUID.randomUUID();
        DeviceIdentity one = database.addDevice(id, UUID.randomUUID());
        DeviceIdentity two = database.addDevice(id, UUID.randomUUID());
        database.addDevice(id, UUID.randomUUID());
        String body = "{\"content\":{\"deviceId\":\"%s\"}}".formatted(id);
        try (Client sender = Client.connect(here);
                Client first = Client.register(there, one)) {
            sender.send(Actuations.message(body));
            first.expectText(Replies.actuation(body));
            double before = outcome(here, "ambiguous");
            try (Client second = Client.register(here, two)) {
                sender.send(Actuations.message(body));
                await().until(() -> outcome(here, "ambiguous") == before + 1);
                second.expectNothingElse();
            }
            first.expectNothingElse();
            await().until(() -> redis.publish(channel(two), "anything") == 0);
            sender.send(Actuations.message(body));
            first.expectText(Replies.actuation(body));
        }
    }

    @Test
    void anIdAloneIsUnderstoodAmongAThousandAccountsAndSaidToBeAmbiguousAmongMore() {
        String id = "popular-" + UUID.randomUUID();
        addNamesakes(id, 999);
        DeviceIdentity connected = database.addDevice(id, UUID.randomUUID());
        String body = "{\"content\":{\"deviceId\":\"%s\"}}".formatted(id);
        try (Client receiver = Client.register(there, connected);
                Client sender = Client.connect(here)) {
            sender.send(Actuations.message(body));
            receiver.expectText(Replies.actuation(body));
        }
        String crowded = "crowded-" + UUID.randomUUID();
        addNamesakes(crowded, 1_000);
        DeviceIdentity oneTooMany = database.addDevice(crowded, UUID.randomUUID());
        double before = outcome(here, "ambiguous");
        try (Client receiver = Client.register(there, oneTooMany);
                Client sender = Client.connect(here)) {
            sender.send(Actuations.message("{\"content\":{\"deviceId\":\"%s\"}}".formatted(crowded)));
            await().until(() -> outcome(here, "ambiguous") == before + 1);
            receiver.expectNothingElse();
        }
    }

    private static void addNamesakes(String id, int count) {
        database.execute("""
                INSERT INTO dashboard.devices (uid, id, name, "gatewayId", "accountId", created, updated)
                SELECT gen_random_uuid(), '%1$s', '%1$s', '%1$s', gen_random_uuid(), now(), now()
                FROM generate_series(1, %2$d)
                """.formatted(id, count));
    }

    @Test
    void aFleetIsSubscribedToAndLeftInFewCommands() {
        int count = 3_000;
        int sockets = 50;
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, count).mapToObj(i -> "many" + i).toList(), UUID.randomUUID());
        List<String> registrations =
                devices.parallelStream().map(Client::registration).toList();
        try (TcpProxy way = TcpProxy.to(redis.port())) {
            Map<String, String> settings = new HashMap<>(TestRedis.environment(way.port()));
            settings.put("GATEWAY_ADVERTISED_SERVER", "many:5000");
            try (TestGateway gateway = TestGateway.start(database, settings)) {
                await().until(() -> gateway.metric("gateway_redis_up") == 1);
                long before = commands();
                List<Client> clients = IntStream.range(0, sockets)
                        .mapToObj(i -> Client.connect(gateway))
                        .toList();
                // All requests gather while the proxy holds them back, however slowly they come.
                way.hold();
                for (int i = 0; i < count; i++) {
                    clients.get(i % sockets).send(registrations.get(i));
                }
                await().until(() -> gateway.metric("gateway_devices") == count);
                way.passOn();
                for (int i = 0; i < count; i++) {
                    clients.get(i % sockets).expectText(Replies.REGISTERED);
                }
                await().until(() -> gateway.metric("gateway_devices_announced") == count);
                way.hold();
                clients.forEach(Client::abort);
                await().until(() -> gateway.metric("gateway_devices") == 0);
                way.passOn();
                String channels = devices.get(0).account() + "/*";
                await().until(() ->
                        redis.call(client -> client.pubsubChannels(channels)).isEmpty());
                assertThat(commands() - before).isLessThan(count / 10);
            }
        }
    }

    /** Returns how many SUBSCRIBE and UNSUBSCRIBE commands Redis has executed, however many channels each had. */
    private static long commands() {
        return redis.call(client -> client.info("commandstats"))
                .lines()
                .filter(line -> line.matches("cmdstat_(un)?subscribe:.*"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static double outcome(TestGateway gateway, String outcome) {
        return gateway.metric("gateway_actuations_total{outcome=\"" + outcome + "\"}");
    }

    private static String channel(DeviceIdentity device) {
        return device.account() + "/" + device.id();
    }
}
