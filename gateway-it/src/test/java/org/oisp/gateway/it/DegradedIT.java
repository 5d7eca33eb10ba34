package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
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
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/**
 * Redis down, restarted, cut off or silent: local delivery continues, remote delivery fails with its own outcome, and all of it recovers.
 */
class DegradedIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Detects an unanswered ping within about a second; the default is ten seconds. */
    private static final Map<String, String> QUICK =
            Map.of("GATEWAY_REDIS_PING_INTERVAL", "200ms", "GATEWAY_REDIS_PING_GRACE", "1s");

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity local = database.addDevice("local", account);
    private final DeviceIdentity remote = database.addDevice("remote", account);

    @Test
    void redisAwayAtTheStartIsNoReasonNotToStart() {
        redis.stop();
        Map<String, String> strict = new HashMap<>(redis.environment());
        strict.put("GATEWAY_REDIS_REQUIRED", "on");
        strict.put("GATEWAY_ADVERTISED_SERVER", TestCluster.server(1));
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(database, redis.environment());
                TestGateway required = TestGateway.start(database, strict);
                Client device = Client.register(gateway, local);
                Client sender = Client.connect(gateway)) {
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
            assertThat(gateway.management("/health/ready").body()).isEqualTo("{\"status\":\"degraded\"}");
            assertThat(required.management("/health/ready").statusCode()).isEqualTo(503);
            assertThat(required.management("/health/ready").body()).isEqualTo("{\"status\":\"degraded\"}");
            assertThat(required.management("/health/live").statusCode()).isEqualTo(200);

            sender.send(Actuations.message(Actuations.body(local, 1)));
            device.expectText(Replies.actuation(Actuations.body(local, 1)));
            sender.send(Actuations.message(Actuations.body(remote, 1)));
            await().until(() -> outcome(gateway, "bus_down") == 1);
            await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_redis_links_total{outcome=\"failed\"}") > 2);
            assertThat(log.linesWith("Redis at 127.0.0.1:" + redis.port() + " is unavailable"))
                    .hasSize(2);

            redis.startAgain();
            await().atMost(TIMEOUT)
                    .until(() -> gateway.management("/health/ready").body().equals("{\"status\":\"up\"}")
                            && required.management("/health/ready").statusCode() == 200);
            await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_devices_announced") == 1);
            String message = Actuations.message(Actuations.body(local, 2));
            redis.publish(account + "/local", message);
            device.expectText(Replies.actuation(Actuations.body(local, 2)));
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void redisRestartedUnderLoadCostsOnlyWhatGoesElsewhere() {
        try (LogWatch log = new LogWatch();
                TestCluster cluster = TestCluster.start(database, 2, redis.environment());
                Client here = Client.register(cluster.get(0), local);
                Client there = Client.register(cluster.get(1), remote);
                Client sender = Client.connect(cluster.get(0))) {
            List<Integer> before = IntStream.range(0, 100).boxed().toList();
            before.forEach(number -> sendBoth(sender, number));
            assertThat(numbers(there, remote, 99)).isEqualTo(before);

            for (int i = 100; i < 200; i++) {
                sendBoth(sender, i);
                if (i == 120) {
                    redis.stop();
                }
            }
            // Every local actuation has arrived before Redis is back.
            assertThat(numbers(here, local, 199)).hasSize(200).isSorted();
            redis.startAgain();
            awaitHealed(cluster, 1, 1);

            IntStream.range(200, 300).forEach(number -> sendBoth(sender, number));
            assertThat(numbers(here, local, 299)).hasSize(100).isSorted();
            here.expectNothingElse();
            List<Integer> arrived = numbers(there, remote, 299);
            assertThat(arrived).isSorted().doesNotHaveDuplicates();
            assertThat(arrived).containsAll(IntStream.range(200, 300).boxed().toList());
            // Redis was down before these were read, and came back afterwards.
            assertThat(arrived)
                    .doesNotContainAnyElementsOf(
                            IntStream.range(121, 199).boxed().toList());
            // Redis may have passed on what was in flight when it stopped, whatever the sender's instance learnt of it.
            await().until(() -> cluster.get(0).metric("gateway_forwards_under_way") == 0);
            assertThat(outcome(cluster.get(0), "bus_down")).isBetween(78.0, 200.0);
            assertThat(outcome(cluster.get(0), "bus_down") + outcome(cluster.get(0), "forwarded"))
                    .isEqualTo(300);
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void connectionsThatAreCutUnderLoadAreMadeAnew() {
        try (LogWatch log = new LogWatch();
                TestCluster cluster = TestCluster.start(database, 2, redis.environment());
                Client there = Client.register(cluster.get(1), remote);
                Client sender = Client.connect(cluster.get(0))) {
            int sent = 0;
            for (int cut = 0; cut < 4; cut++) {
                for (int i = 0; i < 200; i++) {
                    sender.send(Actuations.message(Actuations.body(remote, sent++)));
                }
                redis.cutAll();
                // Before that, a gateway may not have noticed the cut, and look healed.
                double links = 2 * (cut + 2);
                await().atMost(TIMEOUT)
                        .until(() -> cluster.metric("gateway_redis_links_total{outcome=\"done\"}") >= links);
                awaitHealed(cluster, 0, 1);
            }
            sender.send(Actuations.message(Actuations.body(remote, sent)));
            assertThat(numbers(there, remote, sent)).isSorted().doesNotHaveDuplicates();
            there.expectNothingElse();
            await().until(() -> cluster.get(0).metric("gateway_forwards_under_way") == 0);
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void aSilentConnectionIsNoticedAndWhatWaitsForItFails() {
        try (TcpProxy proxy = TcpProxy.to(redis.port())) {
            Map<String, String> settings = new HashMap<>(QUICK);
            settings.put("GATEWAY_ANNOUNCE_TIMEOUT", "1s");
            // A connection attempt while Redis is silent times out and is repeated.
            settings.put("GATEWAY_REDIS_TIMEOUT", "2s");
            settings.putAll(TestRedis.environment(proxy.port()));
            try (TestCluster cluster = TestCluster.start(database, 1, settings);
                    TestGateway other = TestGateway.start(database, redis.environment());
                    Client there = Client.register(other, remote);
                    Client here = Client.register(cluster.get(0), local);
                    Client sender = Client.connect(cluster.get(0))) {
                sender.send(Actuations.message(Actuations.body(remote, 1)));
                there.expectText(Replies.actuation(Actuations.body(remote, 1)));

                // Redis has confirmed the first one; otherwise it would count as lost, too.
                await().until(() -> outcome(cluster.get(0), "forwarded") == 1);
                proxy.beSilent();
                sender.send(Actuations.message(Actuations.body(remote, 2)));
                // A registration waits no longer than this for the announcement to reach the others.
                DeviceIdentity late = database.addDevice("late", account);
                Client.register(cluster.get(0), late).close();
                await().until(() -> outcome(cluster.get(0), "bus_down") == 1);
                assertThat(cluster.get(0).metric("gateway_redis_up")).isZero();
                await().until(() -> cluster.get(0).metric("gateway_forwards_under_way") == 0);
                sender.send(Actuations.message(Actuations.body(local, 3)));
                here.expectText(Replies.actuation(Actuations.body(local, 3)));

                proxy.serveAgain();
                awaitHealed(cluster, 1);
                sender.send(Actuations.message(Actuations.body(remote, 4)));
                there.expectText(Replies.actuation(Actuations.body(remote, 4)));
                redis.publish(account + "/local", Actuations.message(Actuations.body(local, 5)));
                here.expectText(Replies.actuation(Actuations.body(local, 5)));
            }
        }
    }

    @Test
    void aDeviceThatMovedWhileRedisWasAwayHasOneSocketWhenItIsBack() {
        try (TestCluster cluster = TestCluster.start(database, 2, redis.environment());
                Client older = Client.register(cluster.get(0), local)) {
            redis.stop();
            await().atMost(TIMEOUT).until(() -> cluster.metric("gateway_redis_up") == 0);
            try (Client newer = Client.register(cluster.get(1), local)) {
                older.expectNothingElse();
                redis.startAgain();
                older.expectClose(1000, "Normal connection closure");
                newer.expectNothingElse();
                assertThat(database.binding(local).server()).isEqualTo(TestCluster.server(1));
                assertThat(database.binding(local).connected()).isTrue();
            }
        }
    }

    @Test
    void knownRoutesGoOnWithoutTheDatabase() {
        try (TestDatabase own = TestDatabase.start()) {
            DeviceIdentity near = own.addDevice("near", account);
            DeviceIdentity far = own.addDevice("far", account);
            DeviceIdentity unasked = own.addDevice("unasked", account);
            DeviceIdentity named = own.addDevice("named", account);
            Map<String, String> settings = new HashMap<>(redis.environment());
            // Routes expire at once: the gateway looks them up again, in vain, and uses the old ones.
            settings.put("GATEWAY_ROUTE_REFRESH", "1ms");
            try (TestCluster cluster = TestCluster.start(own, 2, settings);
                    Client here = Client.register(cluster.get(0), near);
                    Client there = Client.register(cluster.get(1), far);
                    Client thereToo = Client.register(cluster.get(1), named);
                    Client sender = Client.connect(cluster.get(0))) {
                sender.send(Actuations.message(Actuations.body(far, 1)));
                there.expectText(Replies.actuation(Actuations.body(far, 1)));
                own.stop();
                for (int i = 2; i < 5; i++) {
                    sender.send(Actuations.message(Actuations.body(far, i)));
                    there.expectText(Replies.actuation(Actuations.body(far, i)));
                }
                String byKey = "{\"content\":{\"deviceUID\":\"%s\"}}".formatted(unasked.uid());
                sender.send(Actuations.message(byKey));
                await().atMost(TIMEOUT).until(() -> outcome(cluster.get(0), "unresolved") == 1);
                // The UID was never looked up, but the body also has the account and the id.
                for (int i = 1; i < 3; i++) {
                    sender.send(Actuations.message(Actuations.body(named, i)));
                    thereToo.expectText(Replies.actuation(Actuations.body(named, i)));
                }
                // Here the UID must decide: the local device with this id has another UID.
                String another = "{\"content\":{\"deviceUID\":\"%s\",\"accountId\":\"%s\",\"deviceId\":\"near\"}}"
                        .formatted(unasked.uid(), account);
                sender.send(Actuations.message(another));
                await().atMost(TIMEOUT).until(() -> outcome(cluster.get(0), "unresolved") == 2);
                String alone = "{\"content\":{\"deviceId\":\"near\"}}";
                sender.send(Actuations.message(alone));
                here.expectText(Replies.actuation(alone));

                redis.stop();
                await().atMost(TIMEOUT).until(() -> cluster.metric("gateway_redis_up") == 0);
                sender.send(Actuations.message(Actuations.body(near, 6)));
                here.expectText(Replies.actuation(Actuations.body(near, 6)));
                own.startAgain();
            }
        }
    }

    @Test
    void aFleetIsSubscribedToAgainWhenRedisIsBack() {
        int count = Integer.getInteger("cluster.devices", 2_000);
        int sockets = 50;
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, count).mapToObj(i -> "fleet" + i).toList(), account);
        List<String> registrations =
                devices.parallelStream().map(Client::registration).toList();
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_REGISTRATION_TIMEOUT", "50s");
        settings.put("GATEWAY_QUERY_TIMEOUT", "50s");
        try (TestCluster cluster = TestCluster.start(database, 1, settings)) {
            TestGateway gateway = cluster.get(0);
            List<Client> clients = IntStream.range(0, sockets)
                    .mapToObj(i -> Client.connect(gateway))
                    .toList();
            for (int i = 0; i < count; i++) {
                clients.get(i % sockets).send(registrations.get(i));
            }
            for (int i = 0; i < count; i++) {
                clients.get(i % sockets).expectText(Replies.REGISTERED);
            }
            redis.stop();
            await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_redis_up") == 0);
            redis.startAgain();
            long begun = System.nanoTime();
            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> gateway.metric("gateway_devices_announced") == count);
            System.getLogger("DegradedIT")
                    .log(
                            System.Logger.Level.INFO,
                            count + " devices subscribed to again "
                                    + Duration.ofNanos(System.nanoTime() - begun)
                                            .toMillis()
                                    + " ms after Redis was started");
            DeviceIdentity last = devices.get(count - 1);
            redis.publish(account + "/" + last.id(), Actuations.message(Actuations.body(last, "again")));
            clients.get((count - 1) % sockets).expectText(Replies.actuation(Actuations.body(last, "again")));
            clients.forEach(Client::abort);
        }
    }

    private void sendBoth(Client sender, int number) {
        sender.send(Actuations.message(Actuations.body(local, number)));
        sender.send(Actuations.message(Actuations.body(remote, number)));
    }

    /** Waits until the link of each gateway is up and it has announced so many devices. */
    private void awaitHealed(TestCluster cluster, int... announced) {
        await().atMost(TIMEOUT).until(() -> {
            for (int i = 0; i < announced.length; i++) {
                TestGateway gateway = cluster.get(i);
                if (gateway.metric("gateway_redis_up") != 1
                        || gateway.metric("gateway_devices_announced") != announced[i]) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Returns the numbers that the device received, up to the last, which must arrive. */
    private static List<Integer> numbers(Client client, DeviceIdentity device, int last) {
        List<Integer> numbers = new ArrayList<>();
        String frame = Replies.actuation(Actuations.body(device, "#"));
        String head = frame.substring(0, frame.indexOf('#'));
        while (numbers.isEmpty() || numbers.get(numbers.size() - 1) < last) {
            Client.Event event = client.next();
            assertThat(event).isInstanceOf(Client.Event.Text.class);
            String text = ((Client.Event.Text) event).content();
            assertThat(text).startsWith(head);
            numbers.add(Integer.parseInt(text.substring(head.length(), text.indexOf('"', head.length()))));
        }
        return numbers;
    }

    private static double outcome(TestGateway gateway, String outcome) {
        return gateway.metric("gateway_actuations_total{outcome=\"" + outcome + "\"}");
    }
}
