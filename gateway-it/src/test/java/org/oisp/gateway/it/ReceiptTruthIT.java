package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Fleet.Arrival;
import org.oisp.gateway.it.support.NetworkLink;
import org.oisp.gateway.it.support.ProcessCluster;
import org.oisp.gateway.it.support.ReceiptBook;
import org.oisp.gateway.it.support.ReceiptTraffic;
import org.oisp.gateway.it.support.RemoteFleet;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;

/**
 * The long form of {@link ReceiptFaultsIT}: gateways and devices in processes of their own, senders at all doors, and each of these killed,
 * frozen or cut while actuations go on. Takes some ten minutes; run by the profile {@code receipts}.
 */
@Tag("receipts")
class ReceiptTruthIT {

    private static final int DEVICES = Integer.getInteger("receipts.devices", 40);
    private static final int PER_SECOND = Integer.getInteger("receipts.rate", 40);
    private static final int ROUNDS = Integer.getInteger("receipts.rounds", 1);
    /** The names of the faults to try, with commas between them; all by default. */
    private static final String ONLY = System.getProperty("receipts.faults", "");

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final System.Logger LOG = System.getLogger("ReceiptTruthIT");

    @AutoClose
    private final TestDatabase database = TestDatabase.start();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    @AutoClose
    private final NetworkLink link = NetworkLink.create();

    @TempDir
    private Path home;

    private final UUID account = UUID.randomUUID();
    private ProcessCluster cluster;
    private RemoteFleet near;
    private RemoteFleet far;
    private ReceiptBook book;
    private ReceiptTraffic traffic;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatSendersAreToldIsTrue(int instances) {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, DEVICES).mapToObj(i -> "truth" + i).toList(), account);
        cluster = ProcessCluster.start(home, database, instances, settings());
        near = RemoteFleet.start(devices.subList(0, DEVICES / 2), List.of());
        far = RemoteFleet.start(devices.subList(DEVICES / 2, DEVICES), link.starter());
        book = new ReceiptBook(devices, this::arrivals, instances, 2_000, 4_000, 15_000);
        lead();
        awaitAll();
        traffic = ReceiptTraffic.start(book, cluster, redis.port(), PER_SECOND);
        for (int round = 0; round < ROUNDS; round++) {
            faults(instances).forEach(this::endure);
        }
        traffic.stop();
        await().atMost(TIMEOUT).until(book::isComplete);
        near.sync();
        far.sync();
        LOG.log(
                System.Logger.Level.INFO,
                "{0} instances, {1} actuations, a real network link: {2}; {3}",
                instances,
                book.size(),
                link.isReal(),
                book.outcomes());
        assertThat(book.faults())
                .as("%s; senders that ended: %s", book.outcomes(), traffic.ended())
                .isEmpty();
        assertThat(book.outcomes()).containsKeys("delivered confirmed", "succeeded reported_success");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {traffic, book, near, far, cluster}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private Map<String, Runnable> faults(int instances) {
        Map<String, Runnable> faults = new LinkedHashMap<>();
        faults.put("steady", this::send);
        faults.put("devices-break-off", this::devicesBreakOff);
        faults.put("devices-frozen", this::devicesFrozen);
        faults.put("cable-cut", this::cableCut);
        faults.put("redis-connections-cut", () -> redisTrouble(redis::cutAll));
        faults.put("redis-frozen", () -> redisTrouble(this::redisFrozen));
        faults.put("redis-killed", () -> redisTrouble(this::redisKilled));
        faults.put("database-frozen", this::databaseFrozen);
        faults.put("database-killed", this::databaseKilled);
        for (int i = 0; i < instances; i++) {
            int instance = i;
            faults.put("gateway-frozen-" + i, () -> gatewayFrozen(instance));
            faults.put("gateway-killed-" + i, () -> gatewayKilled(instance));
        }
        faults.put("rolling-restart", () -> IntStream.range(0, instances).forEach(this::restart));
        faults.put("restart-with-frozen-devices", this::restartWithFrozenDevices);
        if (!ONLY.isEmpty()) {
            faults.keySet().retainAll(List.of(ONLY.split(",")));
        }
        return faults;
    }

    private void endure(String name, Runnable fault) {
        int before = book.size();
        fault.run();
        awaitAll();
        send();
        LOG.log(System.Logger.Level.INFO, "{0}: {1} actuations", name, book.size() - before);
    }

    private void devicesBreakOff() {
        near.breakOff();
        far.breakOff();
        send();
    }

    private void devicesFrozen() {
        near.freeze();
        send();
        send();
        near.thaw();
    }

    private void cableCut() {
        link.cut();
        send();
        send();
        link.restore();
    }

    private void redisTrouble(Runnable trouble) {
        traffic.excuseRedis();
        trouble.run();
        send();
        awaitLinked();
        traffic.settled();
    }

    private void redisFrozen() {
        long process = redis.freeze();
        send();
        redis.thaw(process);
    }

    private void redisKilled() {
        redis.kill();
        send();
        redis.startAgain();
    }

    private void databaseFrozen() {
        database.freeze();
        near.breakOff();
        send();
        database.thaw();
    }

    private void databaseKilled() {
        database.kill();
        near.breakOff();
        send();
        database.startAgain();
    }

    private void gatewayFrozen(int instance) {
        traffic.excuse(instance);
        cluster.signal(instance, "STOP");
        send();
        cluster.signal(instance, "CONT");
        awaitLinked();
        send();
        traffic.settled();
    }

    private void gatewayKilled(int instance) {
        traffic.excuse(instance);
        cluster.signal(instance, "KILL");
        int unused = cluster.exitStatus(instance, TIMEOUT);
        cluster.startAgain(instance);
        lead();
        awaitLinked();
        traffic.settled();
    }

    private void restart(int instance) {
        stopAndStart(instance);
        awaitAll();
    }

    /** Stops it before its keepalive has found the devices. */
    private void restartWithFrozenDevices() {
        near.freeze();
        send(1);
        stopAndStart(0);
        near.thaw();
    }

    private void stopAndStart(int instance) {
        cluster.signal(instance, "TERM");
        assertThat(cluster.exitStatus(instance, TIMEOUT)).isZero();
        assertThat(cluster.output(instance)).noneMatch(line -> line.contains("ERROR"));
        cluster.startAgain(instance);
        lead();
        awaitLinked();
    }

    /** Waits until five seconds' actuations are sent. */
    private void send() {
        send(5);
    }

    private void send(int seconds) {
        int before = book.size();
        await().atMost(TIMEOUT).until(() -> book.size() >= before + seconds * PER_SECOND);
    }

    /** Tells the devices where the instances are now. */
    private void lead() {
        List<URI> urls =
                IntStream.range(0, cluster.size()).mapToObj(cluster::url).toList();
        near.lead(urls);
        far.lead(urls.stream().map(link::through).toList());
    }

    private void awaitAll() {
        await().atMost(TIMEOUT).until(() -> near.connected() + far.connected() == DEVICES);
    }

    private void awaitLinked() {
        await().atMost(TIMEOUT)
                .until(() -> IntStream.range(0, cluster.size())
                        .allMatch(instance -> cluster.metric(instance, "gateway_redis_up") == 1));
    }

    private List<Arrival> arrivals(int number) {
        return Stream.concat(near.arrivals(number).stream(), far.arrivals(number).stream())
                .collect(ArrayList::new, List::add, List::addAll);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_REDIS_PING_INTERVAL", "500ms");
        settings.put("GATEWAY_REDIS_PING_GRACE", "1s");
        settings.put("GATEWAY_REDIS_TIMEOUT", "1s");
        settings.put("GATEWAY_PING_INTERVAL", "2s");
        settings.put("GATEWAY_PING_GRACE", "2s");
        settings.put("GATEWAY_ANNOUNCE_TIMEOUT", "2s");
        settings.put("GATEWAY_QUERY_TIMEOUT", "2s");
        settings.put("GATEWAY_REGISTRATION_TIMEOUT", "5s");
        settings.put("GATEWAY_LEASE_INTERVAL", "1s");
        settings.put("GATEWAY_LEASE_DURATION", "3s");
        settings.put("GATEWAY_UNACKNOWLEDGED_TIMEOUT", "10s");
        settings.put("GATEWAY_RECONNECT_HOLD", "3s");
        settings.put("GATEWAY_MANAGEMENT_CONNECTIONS_PER_ADDRESS", "200");
        settings.put("GATEWAY_EXEMPT_ADDRESSES", "127.0.0.0/8, ::1, " + NetworkLink.NETWORKS);
        return settings;
    }
}
