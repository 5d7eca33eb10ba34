package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Fleet;
import org.oisp.gateway.it.support.HeldResources;
import org.oisp.gateway.it.support.ProcessCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.Traffic;

/**
 * Whether something grows with time: two gateways with devices that come and go, actuations, and a fault now and then. After each round all
 * devices leave, and the gateways must hold what they held after the first round. Run by the profile {@code soak}.
 */
@Tag("soak")
class SoakIT {

    private static final int DEVICES = Integer.getInteger("soak.devices", 2_000);
    private static final int ACTUATIONS = Integer.getInteger("soak.actuations", 1_000);
    private static final int BREAKS = Integer.getInteger("soak.breaks", 50);
    private static final int ROUNDS = Integer.getInteger("soak.rounds", 5);
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(Integer.getInteger("soak.seconds", 30));

    private static final int INSTANCES = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** What the heap may grow by between rounds: caches and the journal fill up to their bounds. */
    private static final long HEAP_BYTES = 8 << 20;

    /** Gauges of times and paces, of pools, of what is kept up to a bound, and of the connection that asks. */
    private static final String VARYING =
            "gateway_(admission_limit|database_connections|journal_entries|log_lines_waiting"
                    + "|management_connections|routes_remembered|tokens_remembered|.*_seconds|.*_max)\\b.*";

    private static final String SOCKETS = "socket:[N]";

    /** The database's pool closes idle connections, and the connection that asks is one of them. */
    private static final int VARYING_SOCKETS = 4;

    private static final List<String> HELD_FOR_DEVICES =
            List.of("gateway_connections", "gateway_devices", "gateway_devices_announced", "gateway_devices_expected");

    private static final System.Logger LOG = System.getLogger("SoakIT");

    @AutoClose
    private final TestDatabase database = TestDatabase.start();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    @TempDir
    private Path home;

    private final Random random = new Random(7);
    private ProcessCluster cluster;

    @Test
    void holdsNoMoreAfterEachRound() throws InterruptedException {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, DEVICES).mapToObj(i -> "soak" + i).toList(), UUID.randomUUID());
        cluster = ProcessCluster.start(home, database, INSTANCES, settings());
        List<HeldResources> first = round(devices);
        for (int i = 1; i <= ROUNDS; i++) {
            List<HeldResources> now = round(devices);
            for (int instance = 0; instance < INSTANCES; instance++) {
                HeldResources before = first.get(instance);
                HeldResources after = now.get(instance);
                LOG.log(
                        System.Logger.Level.INFO,
                        "round {0}, instance {1}: heap {2} bytes, after the first round {3}; direct {4}, {5}; {6}",
                        i,
                        instance,
                        after.heapTotal(),
                        before.heapTotal(),
                        after.directBytes(),
                        before.directBytes(),
                        after.growthSince(before));
                assertThat(withoutSockets(after.files()))
                        .as("files, round %s", i)
                        .isEqualTo(withoutSockets(before.files()));
                assertThat(after.files().getOrDefault(SOCKETS, 0L))
                        .as("sockets, round %s", i)
                        .isLessThanOrEqualTo(before.files().getOrDefault(SOCKETS, 0L) + VARYING_SOCKETS);
                assertThat(after.threads()).as("threads, round %s", i).isEqualTo(before.threads());
                assertThat(steady(after.gauges())).as("gauges, round %s", i).isEqualTo(steady(before.gauges()));
                assertThat(after.heapTotal())
                        .as("heap, round %s: %s", i, after.growthSince(before))
                        .isLessThan(before.heapTotal() + HEAP_BYTES);
                assertThat(after.directBytes())
                        .as("direct memory, round %s", i)
                        .isLessThanOrEqualTo(2 * before.directBytes());
            }
        }
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Lets devices come and go while one part after the other fails; returns what the gateways hold when all have left. */
    private List<HeldResources> round(List<DeviceIdentity> devices) throws InterruptedException {
        AtomicInteger turn = new AtomicInteger();
        ScheduledExecutorService breaks = Executors.newSingleThreadScheduledExecutor();
        try (Fleet fleet = Fleet.of(devices, () -> cluster.url(Math.floorMod(turn.getAndIncrement(), INSTANCES)))) {
            fleet.connect();
            await().atMost(TIMEOUT).until(() -> fleet.connected() == DEVICES);
            try (Traffic traffic = Traffic.start(fleet, cluster, ACTUATIONS, random.nextLong())) {
                breaks.scheduleAtFixedRate(
                        () -> fleet.members().get(random.nextInt(DEVICES)).breakOff(),
                        0,
                        1_000_000 / BREAKS,
                        TimeUnit.MICROSECONDS);
                for (Runnable fault : faults(fleet)) {
                    int before = traffic.sent().size();
                    fault.run();
                    await().atMost(TIMEOUT)
                            .until(() -> traffic.sent().size() >= before + ACTUATIONS * BETWEEN_FAULTS.toSeconds());
                    awaitHealth();
                }
            } finally {
                breaks.shutdownNow();
                breaks.awaitTermination(1, TimeUnit.MINUTES);
            }
        }
        await().atMost(TIMEOUT).untilAsserted(() -> {
            for (String gauge : HELD_FOR_DEVICES) {
                for (int instance = 0; instance < INSTANCES; instance++) {
                    assertThat(cluster.metric(instance, gauge)).as(gauge).isZero();
                }
            }
        });
        awaitHealth();
        await().atMost(TIMEOUT)
                .until(() -> IntStream.range(0, INSTANCES)
                        .allMatch(instance -> database.connectedAt(ProcessCluster.server(instance)) == 0));
        assertThat(database.count("SELECT count(*) FROM gateway.instances")).isEqualTo(INSTANCES);
        List<String> channels = redis.call(commands -> commands.pubsubChannels("*/soak*"));
        assertThat(channels).as("channels of devices").isEmpty();
        return IntStream.range(0, INSTANCES).mapToObj(cluster::resources).toList();
    }

    private List<Runnable> faults(Fleet fleet) {
        return List.of(
                () -> fleet.members().forEach(Fleet.Member::breakOff),
                redis::cutAll,
                () -> {
                    long process = redis.freeze();
                    awaitNoticed("gateway_redis_up");
                    redis.thaw(process);
                },
                () -> {
                    redis.kill();
                    awaitNoticed("gateway_redis_up");
                    redis.startAgain();
                },
                () -> {
                    database.freeze();
                    awaitNoticed("gateway_database_up");
                    database.thaw();
                },
                () -> {
                    database.kill();
                    awaitNoticed("gateway_database_up");
                    database.startAgain();
                },
                () -> {
                    cluster.signal(0, "STOP");
                    // Its lease is over.
                    await().atMost(TIMEOUT).until(() -> cluster.metric(1, "gateway_instances") == 1);
                    cluster.signal(0, "CONT");
                });
    }

    /** A fault lasts until all gateways have noticed it. */
    private void awaitNoticed(String up) {
        await().atMost(TIMEOUT)
                .until(() -> IntStream.range(0, INSTANCES).allMatch(instance -> cluster.metric(instance, up) == 0));
    }

    private void awaitHealth() {
        await().atMost(TIMEOUT)
                .until(() -> IntStream.range(0, INSTANCES)
                        .allMatch(instance -> cluster.metric(instance, "gateway_redis_up") == 1
                                && cluster.metric(instance, "gateway_ready") == 1
                                && cluster.metric(instance, "gateway_instances") == INSTANCES
                                && cluster.metric(instance, "gateway_lease_held") == 1));
    }

    private static Map<String, Long> withoutSockets(Map<String, Long> files) {
        Map<String, Long> others = new TreeMap<>(files);
        others.remove(SOCKETS);
        return others;
    }

    private static Map<String, Double> steady(Map<String, Double> gauges) {
        Map<String, Double> steady = new TreeMap<>(gauges);
        steady.keySet().removeIf(name -> name.matches(VARYING));
        return steady;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_REDIS_PING_INTERVAL", "500ms");
        settings.put("GATEWAY_REDIS_PING_GRACE", "1s");
        settings.put("GATEWAY_REDIS_TIMEOUT", "1s");
        settings.put("GATEWAY_QUERY_TIMEOUT", "2s");
        settings.put("GATEWAY_LEASE_INTERVAL", "1s");
        settings.put("GATEWAY_LEASE_DURATION", "10s");
        settings.put("GATEWAY_EXEMPT_ADDRESSES", "127.0.0.0/8, ::1");
        return settings;
    }
}
