package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.Fleet;
import org.oisp.gateway.it.support.Fleet.Connection;
import org.oisp.gateway.it.support.Fleet.Member;
import org.oisp.gateway.it.support.ProcessCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.Traffic;

/** Three instances are connected by Redis and serve a fleet; one is killed, or stopped for longer than its lease. */
@Tag("storm")
class ClusterFaultsIT {

    private static final int INSTANCES = 3;
    private static final int VICTIM = 0;
    private static final int DEVICES = Integer.getInteger("faults.devices", 300);
    private static final int PER_SECOND = Integer.getInteger("faults.rate", 100);
    private static final int LEASE_MILLIS = Integer.getInteger("faults.lease", 3_000);
    /** Minimum time for which the victim stays stopped: a little longer than its lease. */
    private static final Duration STOP = Duration.ofMillis(Integer.getInteger("faults.stop", LEASE_MILLIS + 500));

    private static final long SEED = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final System.Logger LOG = System.getLogger("ClusterFaultsIT");

    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @TempDir
    private static Path home;

    private static ProcessCluster cluster;

    private Fleet fleet;
    private Traffic traffic;
    private List<Member> atVictim;
    /** The number of dead instances found before the test. */
    private double burials;

    @BeforeAll
    static void startCluster() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_LEASE_INTERVAL", LEASE_MILLIS / 3 + "ms");
        settings.put("GATEWAY_LEASE_DURATION", LEASE_MILLIS + "ms");
        // The machine may be slow; what matters is that no 200 is sent before the other instances know.
        settings.put("GATEWAY_ANNOUNCE_TIMEOUT", "20s");
        settings.put("GATEWAY_REGISTRATION_TIMEOUT", "40s");
        settings.put("GATEWAY_QUERY_TIMEOUT", "20s");
        cluster = ProcessCluster.start(home, database, INSTANCES, settings);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        // Devices of another test may still be leaving.
        await().atMost(TIMEOUT)
                .until(() -> ofAll("gateway_devices") == 0 && ofAll("gateway_instances") == INSTANCES * INSTANCES);
        burials = burials();
        fleet = Fleet.of(
                database.addDevices(
                        IntStream.range(0, DEVICES).mapToObj(i -> "fault" + i).toList(), UUID.randomUUID()),
                () -> cluster.url(ThreadLocalRandom.current().nextInt(INSTANCES)));
        fleet.connect();
        await().atMost(TIMEOUT).until(() -> fleet.connected() == DEVICES);
        traffic = Traffic.start(fleet, cluster, PER_SECOND, SEED);
        atVictim = fleet.members().stream()
                .filter(member -> member.connections().get(0).url().equals(cluster.url(VICTIM)))
                .toList();
        awaitTraffic();
    }

    @AfterEach
    void stop() {
        traffic.close();
        fleet.close();
    }

    @Test
    void killedUnderLoadItsDevicesAreElsewhereAndTheOthersMissNothing() {
        // Half of the devices reconnect elsewhere; another instance must clear the rows of the rest.
        List<Member> gone = half(atVictim);
        gone.forEach(Member::stayAway);

        long killed = System.nanoTime();
        cluster.signal(VICTIM, "KILL");
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> atVictim.stream()
                        .allMatch(member ->
                                gone.contains(member) ? !member.isConnected() : isConnectedElsewhere(member)));
        long back = System.nanoTime();
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> database.connectedAt(ProcessCluster.server(VICTIM)) == 0);
        long cleared = System.nanoTime();
        awaitTraffic();
        Traffic.Account account = traffic.finish();

        List<Traffic.Sent> others = traffic.sent().stream()
                .filter(sent -> sent.via() != VICTIM && !atVictim.contains(sent.to()))
                .toList();
        LOG.log(
                System.Logger.Level.INFO,
                "killed with " + atVictim.size() + " of " + DEVICES + " devices and a lease of " + LEASE_MILLIS
                        + " ms: those that come back are back after " + millis(killed, back)
                        + " ms, no row names it after " + millis(killed, cleared)
                        + " ms; the longest time without a delivery to the others' devices is "
                        + traffic.longestPause(others, killed, cleared).toMillis() + " ms; " + account.inWords());
        // What it had read and not yet forwarded is lost with it, and no other instance knows of that.
        assertThat(account.lost()).allMatch(sent -> sent.via() == VICTIM);
        assertThat(others).allMatch(sent -> fleet.arrivals(sent.number()).size() == 1);
        assertThat(account.twice()).isEmpty();
        assertThat(burials() - burials).isEqualTo(1);
        assertThat(ofAll("gateway_devices")).isEqualTo(DEVICES - gone.size());
        assertRowsAreRight();
        cluster.startAgain(VICTIM);
    }

    @Test
    void stoppedForLongerThanItsLeaseItComesBackToOneOwnerOfEachDevice() {
        List<Member> moved = half(atVictim);
        List<Connection> left =
                moved.stream().map(member -> member.connections().get(0)).toList();
        List<Member> kept =
                atVictim.stream().filter(member -> !moved.contains(member)).toList();
        long stopped = System.nanoTime();
        long cleared;
        long back;
        cluster.signal(VICTIM, "STOP");
        try {
            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> database.connectedAt(ProcessCluster.server(VICTIM)) == 0);
            cleared = System.nanoTime();
            for (int i = 0; i < moved.size(); i++) {
                moved.get(i).connect(cluster.url(1 + i % 2));
            }
            await().atMost(TIMEOUT)
                    .until(() -> moved.stream()
                            .allMatch(member -> member.connections().size() == 2));
            await().atMost(TIMEOUT).until(() -> System.nanoTime() - stopped > STOP.toNanos());
        } finally {
            back = System.nanoTime();
            cluster.signal(VICTIM, "CONT");
        }
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> left.stream().noneMatch(Connection::isOpen));
        long surrendered = System.nanoTime();
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> database.connectedAt(ProcessCluster.server(VICTIM)) == kept.size());
        long asserted = System.nanoTime();
        awaitTraffic();
        Traffic.Account account = traffic.finish();

        LOG.log(
                System.Logger.Level.INFO,
                "stopped for " + millis(stopped, back) + " ms with " + atVictim.size() + " devices and a lease of "
                        + LEASE_MILLIS + " ms: no row named it after " + millis(stopped, cleared)
                        + " ms; continued, it closed "
                        + left.size() + " that had moved after " + millis(back, surrendered) + " ms and asserted "
                        + kept.size() + " rows after " + millis(back, asserted) + " ms; " + account.inWords());
        assertThat(left).allMatch(connection -> connection.closeCode() == 1000);
        assertThat(moved).allMatch(member -> member.connections().size() == 2 && member.isConnected());
        assertThat(kept).allMatch(member -> member.connections().size() == 1 && member.isConnected());
        assertThat(account.lost()).isEmpty();
        assertThat(account.twice()).isEmpty();
        assertThat(ofAll("gateway_devices")).isEqualTo(DEVICES);
        assertThat(burials() - burials).isEqualTo(1);
        assertRowsAreRight();
    }

    /** Returns a meter's sum over all instances. */
    private static double ofAll(String meter) {
        return IntStream.range(0, INSTANCES)
                .mapToDouble(i -> cluster.metric(i, meter))
                .sum();
    }

    /** Returns how many dead instances the other two have found. */
    private static double burials() {
        return cluster.metric(1, "gateway_dead_instances_total") + cluster.metric(2, "gateway_dead_instances_total");
    }

    private boolean isConnectedElsewhere(Member member) {
        return member.connections().stream()
                .anyMatch(connection -> connection.isOpen() && !connection.url().equals(cluster.url(VICTIM)));
    }

    private static List<Member> half(List<Member> members) {
        return members.subList(0, members.size() / 2);
    }

    /** Waits until one more second's actuations are sent. */
    private void awaitTraffic() {
        int before = traffic.sent().size();
        await().atMost(TIMEOUT).until(() -> traffic.sent().size() > before + PER_SECOND);
    }

    /** Checks that each row names the instance with the device's only open connection, or says that the device is not connected. */
    private void assertRowsAreRight() {
        Map<UUID, TestDatabase.BindingRow> rows = database.bindings().stream()
                .collect(Collectors.toMap(TestDatabase.BindingRow::device, Function.identity(), (one, other) -> one));
        for (Member member : fleet.members()) {
            List<Connection> open =
                    member.connections().stream().filter(Connection::isOpen).toList();
            TestDatabase.BindingRow row = rows.get(member.device().uid().value());
            assertThat(row.connected()).isEqualTo(open.size() == 1);
            assertThat(open).hasSizeLessThan(2);
            if (!open.isEmpty()) {
                int at = IntStream.range(0, INSTANCES)
                        .filter(i -> cluster.url(i).equals(open.get(0).url()))
                        .findFirst()
                        .orElseThrow();
                assertThat(row.server()).isEqualTo(ProcessCluster.server(at));
            }
        }
    }

    private static long millis(long begin, long end) {
        return Duration.ofNanos(end - begin).toMillis();
    }
}
