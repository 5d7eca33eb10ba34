package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.oisp.gateway.it.support.Fleet.Connection;
import org.oisp.gateway.it.support.Fleet.Member;

/** Two gateways, devices that move between them, and senders that ask for receipts, while the place of Redis changes. */
public final class RedisMoves implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int DEVICES = 30;
    private static final int TIMEOUT_MILLIS = 4_000;

    private final TestCluster gateways;
    private final Fleet fleet;
    private final ReceiptBook book;
    private int moves;

    private RedisMoves(TestCluster gateways, Fleet fleet, ReceiptBook book) {
        this.gateways = gateways;
        this.fleet = fleet;
        this.book = book;
    }

    /** Starts all of them, with these settings of the gateways beside quick ones. */
    public static RedisMoves start(TestDatabase database, Map<String, String> settings) {
        return start(database, instance -> settings);
    }

    /** Does the same with settings for each of the two gateways. */
    public static RedisMoves start(TestDatabase database, IntFunction<Map<String, String>> settings) {
        TestCluster gateways = TestCluster.start(database, 2, instance -> quick(settings.apply(instance)));

        Fleet fleet = Fleet.of(
                database.addDevices(
                        IntStream.range(0, DEVICES).mapToObj(i -> "moves" + i).toList(), UUID.randomUUID()),
                () -> gateways.get(ThreadLocalRandom.current().nextInt(2)).url());
        ReceiptBook book = new ReceiptBook(
                fleet.members().stream().map(Member::device).toList(), fleet::arrivals, 7, TIMEOUT_MILLIS);
        RedisMoves all = new RedisMoves(gateways, fleet, book);
        fleet.connect();
        await().atMost(TIMEOUT).until(() -> fleet.connected() == DEVICES);
        return all;
    }

    private static Map<String, String> quick(Map<String, String> settings) {
        Map<String, String> quick = new HashMap<>(Map.of(
                "GATEWAY_REDIS_PING_INTERVAL", "1s",
                "GATEWAY_REDIS_PING_GRACE", "2s",
                "GATEWAY_REDIS_TIMEOUT", "2s",
                "GATEWAY_ANNOUNCE_TIMEOUT", "2s",
                "GATEWAY_LEASE_INTERVAL", "500ms",
                "GATEWAY_LEASE_DURATION", "1m"));
        quick.putAll(settings);
        return quick;
    }

    public TestCluster gateways() {
        return gateways;
    }

    /** Sends and moves devices until then. */
    public void goOnUntil(BooleanSupplier then) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            book.send(4, gateways.get(0).url());
            book.send(4, gateways.get(1).url());
            moveOne();
            return then.getAsBoolean();
        });
    }

    /** Sends this many more rounds, while nothing changes. */
    public void goOn(int rounds) {
        int[] left = {rounds};
        goOnUntil(() -> --left[0] <= 0);
    }

    /** Connects the next device once more, at any gateway: the older connection has to end. */
    private void moveOne() {
        fleet.members().get(moves++ % DEVICES).connect(anywhere());
    }

    private URI anywhere() {
        return gateways.get(ThreadLocalRandom.current().nextInt(2)).url();
    }

    /** Returns whether both gateways have a link. */
    public boolean areLinked() {
        return gateways.metric("gateway_redis_up") == 2;
    }

    /** Returns whether both gateways subscribe to this channel at a server. */
    public static boolean bothHear(TestRedis server, String channel) {
        try {
            return server.call(redis -> redis.pubsubNumsub(channel).get(channel)) == 2;
        } catch (RedisException cut) {
            return false;
        }
    }

    /** Returns whether a server has become a replica; that cuts all its clients. */
    public static boolean isReplica(TestRedis server) {
        try {
            return server.call(redis -> redis.info("replication")).contains("role:slave");
        } catch (RedisException cut) {
            return false;
        }
    }

    /** Checks that each sender was told the truth, that nothing came twice, and that each device has one connection in the end. */
    public void expectTruth() {
        await().atMost(TIMEOUT).until(book::isComplete);
        await().atMost(TIMEOUT)
                .until(() -> fleet.members().stream()
                        .allMatch(member -> member.connections().stream()
                                        .filter(Connection::isOpen)
                                        .count()
                                == 1));
        await().atMost(TIMEOUT).until(() -> gateways.metric("gateway_devices") == DEVICES);
        assertThat(book.faults()).as("%s", book.outcomes()).isEmpty();
        assertThat(book.outcomes()).containsKey("delivered confirmed");
    }

    /** Returns how many actuations had each outcome. */
    public Map<String, Integer> outcomes() {
        return book.outcomes();
    }

    @Override
    public void close() {
        book.close();
        fleet.close();
        gateways.close();
    }
}
