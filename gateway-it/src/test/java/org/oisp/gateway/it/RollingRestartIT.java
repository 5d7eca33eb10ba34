package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.Fleet;
import org.oisp.gateway.it.support.ProcessCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.Traffic;

/**
 * Three instances are restarted one after the other, as in an upgrade, while devices reconnect to any instance that admits them and senders
 * use any running instance. An actuation must arrive if an instance has certainly read it, the device had its 200 before it was sent, and a
 * ping that the device sent on that connection a second after the reading was answered. One sent to a device between two connections waits
 * for it where it came in; the few that do not arrive are counted by their sender's instance as {@code not_connected}, or by the instance
 * that the device was just leaving or reaching as {@code not_here}.
 */
@Tag("storm")
class RollingRestartIT {

    private static final int INSTANCES = 3;
    private static final int DEVICES = Integer.getInteger("rolling.devices", 600);
    private static final int PER_SECOND = Integer.getInteger("rolling.rate", 100);
    /** Longer than by default, since the machine may be slow: what matters is that what is held arrives. */
    private static final String HOLD = System.getProperty("rolling.hold", "20s");

    private static final long SEED = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @AutoClose
    private final TestDatabase database = TestDatabase.start();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    @TempDir
    private Path home;

    @Test
    void whatIsSentToConnectedDevicesArrivesAndOnce() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        // The machine may be slow; what matters is that no 200 is sent before the other instances know.
        settings.put("GATEWAY_ANNOUNCE_TIMEOUT", "20s");
        settings.put("GATEWAY_REGISTRATION_TIMEOUT", "40s");
        settings.put("GATEWAY_QUERY_TIMEOUT", "20s");
        settings.put("GATEWAY_RECONNECT_HOLD", HOLD);
        try (ProcessCluster cluster = ProcessCluster.start(home, database, INSTANCES, settings);
                Fleet fleet = Fleet.of(
                        database.addDevices(
                                IntStream.range(0, DEVICES)
                                        .mapToObj(i -> "rolling" + i)
                                        .toList(),
                                UUID.randomUUID()),
                        () -> cluster.url(ThreadLocalRandom.current().nextInt(INSTANCES)))) {
            fleet.connect();
            awaitAll(fleet);
            try (Traffic traffic = Traffic.start(fleet, cluster, PER_SECOND, SEED)) {
                StringBuilder times = new StringBuilder();
                Map<String, Double> counts = new TreeMap<>();
                double notConnected = 0;
                for (int i = 0; i < INSTANCES; i++) {
                    int sentBefore = traffic.sent().size();
                    await().atMost(TIMEOUT).until(() -> traffic.sent().size() > sentBefore + 2 * PER_SECOND);
                    notConnected += onlyNotConnected(cluster, i);
                    addCounts(cluster, i, counts);
                    long begun = System.nanoTime();
                    cluster.signal(i, "TERM");
                    assertThat(cluster.exitStatus(i, TIMEOUT)).isZero();
                    long ended = System.nanoTime();
                    assertThat(cluster.output(i)).noneMatch(line -> line.contains("ERROR"));
                    cluster.startAgain(i);
                    long started = System.nanoTime();
                    awaitAll(fleet);
                    times.append(" stop %d ms, start %d ms, all back %d ms;"
                            .formatted(millis(begun, ended), millis(ended, started), millis(begun, System.nanoTime())));
                }
                Traffic.Account account = traffic.finish();
                for (int i = 0; i < INSTANCES; i++) {
                    addCounts(cluster, i, counts);
                }
                System.getLogger("RollingRestartIT")
                        .log(
                                System.Logger.Level.INFO,
                                DEVICES + " devices, " + PER_SECOND + "/s:" + times + " " + account.inWords()
                                        + "; counted: " + counts);
                assertThat(account.lost()).isEmpty();
                assertThat(account.twice()).isEmpty();
                assertThat(account.toConnected()).isPositive();
                if (!HOLD.startsWith("0")) {
                    // How many are lost all the same depends on the machine: the line above says it.
                    assertThat(counts.get("back_here") + counts.get("back_elsewhere"))
                            .isPositive();
                }
                for (int i = 0; i < INSTANCES; i++) {
                    notConnected += onlyNotConnected(cluster, i);
                }
                assertThat(notConnected).isLessThanOrEqualTo(account.missed().size());
            }
        }
    }

    /** Returns how many actuations an instance has counted as {@code not_connected}, and checks that it lost none for another reason. */
    private static double onlyNotConnected(ProcessCluster cluster, int instance) {
        for (String other :
                new String[] {"bus_down", "bus_full", "unresolved", "ambiguous", "mailbox_full", "malformed"}) {
            assertThat(cluster.metric(instance, "gateway_actuations_total{outcome=\"" + other + "\"}"))
                    .as(other)
                    .isZero();
        }
        assertThat(cluster.metric(instance, "gateway_arrivals_total{outcome=\"late\"}"))
                .isZero();
        return cluster.metric(instance, "gateway_actuations_total{outcome=\"not_connected\"}");
    }

    /** Adds what an instance has counted that did not reach a connected device at once. */
    private static void addCounts(ProcessCluster cluster, int instance, Map<String, Double> counts) {
        for (String outcome : new String[] {"not_connected", "not_here"}) {
            counts.merge(
                    outcome,
                    cluster.metric(instance, "gateway_actuations_total{outcome=\"" + outcome + "\"}"),
                    Double::sum);
        }
        for (String outcome : new String[] {"back_here", "back_elsewhere", "not_back"}) {
            counts.merge(
                    outcome,
                    cluster.metric(instance, "gateway_reconnect_holds_total{outcome=\"" + outcome + "\"}"),
                    Double::sum);
        }
    }

    private static void awaitAll(Fleet fleet) {
        await().atMost(TIMEOUT).until(() -> fleet.connected() == DEVICES);
    }

    private static long millis(long begin, long end) {
        return Duration.ofNanos(end - begin).toMillis();
    }
}
