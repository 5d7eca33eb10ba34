package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.Fleet;
import org.oisp.gateway.it.support.Fleet.Member;
import org.oisp.gateway.it.support.ReceiptBook;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/**
 * Through faults of all kinds, what senders are told is true: nothing is said to be delivered that a device lacks, nothing to be not
 * delivered that a device has, each actuation has one outcome, none comes twice or out of order.
 */
class ReceiptFaultsIT {

    private static final int DEVICES = Integer.getInteger("receipts.devices", 40);
    private static final int PER_ROUND = Integer.getInteger("receipts.round", 250);
    private static final int ROUNDS = Integer.getInteger("receipts.rounds", 1);
    private static final int TIMEOUT_MILLIS = 4_000;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    @AutoClose
    private final TcpProxy busOfFirst = TcpProxy.to(redis.port());

    @Test
    void whatSendersAreToldIsTrue() {
        TestGateway first = TestGateway.start(database, settings(busOfFirst.port()));
        TestGateway second = TestGateway.start(database, settings(redis.port()));
        try (TcpProxy cable = TcpProxy.to(first.port());
                Fleet fleet = Fleet.of(
                        database.addDevices(
                                IntStream.range(0, DEVICES)
                                        .mapToObj(i -> "truth" + i)
                                        .toList(),
                                UUID.randomUUID()),
                        () -> anyOf(url(cable.port()), second.url()));
                ReceiptBook book = new ReceiptBook(
                        fleet.members().stream().map(Member::device).toList(), fleet::arrivals, 7, TIMEOUT_MILLIS)) {
            fleet.connect();
            awaitAll(fleet);
            for (int round = 0; round < ROUNDS; round++) {
                send(book, first, second);
                devicesBreakOff(fleet);
                send(book, first, second);
                awaitAll(fleet);
                cable.beSilent();
                send(book, first, second);
                // Devices behind the silent cable find another way, as after a time-out of their own.
                fleet.members().forEach(member -> member.connect(second.url()));
                cable.serveAgain();
                send(book, first, second);
                redis.cutAll();
                send(book, first, second);
                busOfFirst.beSilent();
                send(book, first, second);
                busOfFirst.serveAgain();
                busOfFirst.cutAll();
                await().until(() -> linked(first) && linked(second));
                send(book, first, second);
            }
            Thread stop = new Thread(second::stop);
            stop.start();
            send(book, first, second);
            awaitAll(fleet);
            await().atMost(Duration.ofSeconds(60)).until(book::isComplete);
            awaitEnd(stop);
            assertThat(book.faults()).as("%s", book.outcomes()).isEmpty();
            assertThat(book.outcomes()).containsKey("delivered confirmed");
            assertThat(book.size()).isGreaterThan(ROUNDS * PER_ROUND);
            balances(first, fleet);
        } finally {
            first.close();
            second.close();
        }
    }

    /** Accepted = given to a socket + waiting + taken out again. */
    private static void balances(TestGateway gateway, Fleet fleet) {
        await().untilAsserted(() -> assertThat(gateway.metric("gateway_actuations_total{outcome=\"accepted\"}"))
                .as("%d devices", fleet.members().size())
                .isEqualTo(gateway.metric("gateway_delivery_seconds_count")
                        + gateway.metric("gateway_mailbox_messages")
                        + List.of("expired", "dropped", "disconnected").stream()
                                .mapToDouble(reason ->
                                        gateway.metric("gateway_actuations_discarded_total{reason=\"" + reason + "\"}"))
                                .sum()));
    }

    private static void send(ReceiptBook book, TestGateway first, TestGateway second) {
        book.send(PER_ROUND / 2, first.url());
        book.send(PER_ROUND / 2, second.url());
    }

    private static void devicesBreakOff(Fleet fleet) {
        List<Member> members = fleet.members();
        for (int i = 0; i < members.size(); i += 3) {
            members.get(i).breakOff();
        }
    }

    private static void awaitEnd(Thread thread) {
        await().until(() -> !thread.isAlive());
    }

    private static void awaitAll(Fleet fleet) {
        await().atMost(Duration.ofSeconds(60)).until(() -> fleet.connected() == DEVICES);
    }

    private static boolean linked(TestGateway gateway) {
        return gateway.metric("gateway_redis_up") == 1;
    }

    private static URI anyOf(URI one, URI other) {
        return ThreadLocalRandom.current().nextBoolean() ? one : other;
    }

    private static URI url(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private static Map<String, String> settings(int redisPort) {
        Map<String, String> settings = new HashMap<>(TestRedis.environment(redisPort));
        settings.put("GATEWAY_REDIS_PING_INTERVAL", "500ms");
        settings.put("GATEWAY_REDIS_PING_GRACE", "500ms");
        settings.put("GATEWAY_REDIS_TIMEOUT", "1s");
        settings.put("GATEWAY_REDIS_RETRY", "100ms");
        settings.put("GATEWAY_PING_INTERVAL", "2s");
        settings.put("GATEWAY_PING_GRACE", "2s");
        settings.put("GATEWAY_ANNOUNCE_TIMEOUT", "2s");
        return settings;
    }
}
