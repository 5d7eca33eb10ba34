package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.OtherTransaction;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Leases of several instances at one database: who is dead, whose rows are cleared, and who asserts what again. */
class LeaseIT {

    private static final Duration LEASE = Duration.ofMillis(1_000);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MORE_THAN_TWO_PIECES = 4_500;

    private static TestDatabase database;

    private final UUID account = UUID.randomUUID();
    private final List<TestGateway> running = new ArrayList<>();

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @AfterEach
    void stopAll() {
        running.forEach(TestGateway::close);
        database.execute("DROP SCHEMA IF EXISTS gateway CASCADE; TRUNCATE dashboard.\"connectionBindings\"");
    }

    @Test
    void everyInstanceHasALeaseAndGivesItBackWhenItStops() {
        TestGateway one = start("one:5000");
        TestGateway other = start("other:5000");
        await().until(() -> one.metric("gateway_instances") == 2 && other.metric("gateway_instances") == 2);
        await().until(() -> one.metric("gateway_lease_held") == 1);
        assertThat(database.count("SELECT count(*) FROM gateway.instances WHERE expires > beat AND beat >= started"))
                .isEqualTo(2);

        other.stop();

        assertThat(database.count("SELECT count(*) FROM gateway.instances WHERE server = 'other:5000'"))
                .isZero();
        await().until(() -> one.metric("gateway_instances") == 1);
        assertThat(one.metric("gateway_dead_instances_total")).isZero();
    }

    @Test
    void severalThatStartAtOnceMakeTheTable() {
        try (LogWatch log = new LogWatch()) {
            List<CompletableFuture<Void>> starts = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> start("instance-" + i + ":5000")))
                    .toList();
            starts.forEach(CompletableFuture::join);
            await().until(() -> instances() == 4);
            assertThat(log.errors()).isEmpty();
            assertThat(log.linesWith("database failed")).isEmpty();
        }
    }

    @Test
    void theRowsOfADeadInstanceAreClearedOnceAndNobodyElses() {
        List<TestGateway> living = List.of(start("one:5000"), start("two:5000"), start("three:5000"));
        await().until(() -> instances() == 3);
        DeviceIdentity ofTheLiving = database.addDevice("of the living", account);
        DeviceIdentity ofTheOriginal = database.addDevice("of the original", account);
        database.addDeadInstance("original:5000", List.of(ofTheOriginal));
        database.execute("DELETE FROM gateway.instances WHERE server = 'original:5000'");
        List<DeviceIdentity> ofTheDead = database.addDevices(
                IntStream.range(0, MORE_THAN_TWO_PIECES)
                        .mapToObj(i -> "device-" + i)
                        .toList(),
                account);
        try (Client device = Client.register(living.get(0), ofTheLiving)) {
            database.addDeadInstance("dead:5000", ofTheDead);

            await().atMost(TIMEOUT).until(() -> database.connectedAt("dead:5000") == 0 && instances() == 3);
            // Whoever else looked just then has counted by now.
            await().during(LEASE).until(() -> sum(living, "gateway_dead_instances_total") == 1);

            // Never more than once. Rows whose transaction was committed, but answered too late, are not counted.
            assertThat(sum(living, "gateway_dead_bindings_total"))
                    .isPositive()
                    .isLessThanOrEqualTo(MORE_THAN_TWO_PIECES);
            assertThat(database.binding(ofTheLiving).connected()).isTrue();
            assertThat(database.binding(ofTheOriginal).connected()).isTrue();
        }
    }

    @Test
    void oneThatStalledPastItsLeaseAssertsOnlyWhatItHoldsAndNobodyTook() {
        TestGateway stalled = start("stalled:5000");
        TestGateway other = start("other:5000");
        await().until(() -> instances() == 2);
        DeviceIdentity stays = database.addDevice("stays", account);
        DeviceIdentity leaves = database.addDevice("leaves", account);
        DeviceIdentity moves = database.addDevice("moves", account);
        DeviceIdentity comesBack = database.addDevice("comes back", account);
        try (Client staying = Client.register(stalled, stays);
                Client leaving = Client.register(stalled, leaves);
                Client moving = Client.register(stalled, moves);
                Client returning = Client.register(stalled, comesBack);
                Client moved = Client.register(other, moves)) {
            leaving.close();
            await().until(() -> !database.binding(leaves).connected());

            // What another does that finds it dead; and one device was elsewhere and here again, by another row than
            // the one that is held.
            database.execute("""
                    BEGIN;
                    DELETE FROM gateway.instances WHERE server = 'stalled:5000';
                    UPDATE dashboard."connectionBindings" SET "connectingStatus" = false WHERE server = 'stalled:5000';
                    UPDATE dashboard."connectionBindings" SET "lastConnectedAt" = now() WHERE "deviceUID" = '%s';
                    COMMIT""".formatted(comesBack.uid()));

            await().until(() -> database.binding(stays).connected());
            await().during(LEASE).until(() -> stalled.metric("gateway_reasserted_bindings_total") == 1);
            assertThat(database.binding(stays).server()).isEqualTo("stalled:5000");
            assertThat(database.binding(leaves).connected()).isFalse();
            assertThat(database.binding(comesBack).connected()).isFalse();
            assertThat(database.binding(moves).server()).isEqualTo("other:5000");
            assertThat(database.binding(moves).connected()).isTrue();
            assertThat(instances()).isEqualTo(2);
            staying.close();
            await().until(() -> !database.binding(stays).connected());
        }
    }

    /** Nor does it keep the beats waiting. */
    @Test
    void aLockedRowIsAssertedOnceItIsFreeAndTheOthersAtOnce() {
        TestGateway stalled = start("stalled:5000");
        DeviceIdentity locked = database.addDevice("locked", account);
        DeviceIdentity free = database.addDevice("free", account);
        try (Client one = Client.register(stalled, locked);
                Client two = Client.register(stalled, free)) {
            await().until(() -> stalled.metric("gateway_lease_held") == 1);
            try (OtherTransaction lock = lockCleared(locked)) {
                database.execute("DELETE FROM gateway.instances WHERE server = 'stalled:5000'");

                await().until(() -> database.binding(free).connected());
                await().during(LEASE).until(() -> stalled.metric("gateway_lease_held") == 1);
                assertThat(database.binding(locked).connected()).isFalse();
            }
            await().until(() -> database.binding(locked).connected());
        }
    }

    /** Clears all rows and locks this one. With its first lease a gateway asserts what it holds, too, for some moments. */
    private static OtherTransaction lockCleared(DeviceIdentity device) {
        return await().until(
                        () -> {
                            database.execute(
                                    "UPDATE dashboard.\"connectionBindings\" SET \"connectingStatus\" = false WHERE server = 'stalled:5000'");
                            OtherTransaction lock = OtherTransaction.locking(database, List.of(device));
                            if (!database.binding(device).connected()) {
                                return lock;
                            }
                            lock.close();
                            return null;
                        },
                        Objects::nonNull);
    }

    @Test
    void rowsAreRightInTheEndHoweverOftenItIsTakenForDead() {
        long seed = 60;
        Random random = new Random(seed);
        TestGateway gateway = start("unlucky:5000");
        await().until(() -> gateway.metric("gateway_lease_held") == 1);
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 30).mapToObj(i -> "device-" + i).toList(), account);
        Map<DeviceIdentity, Client> connected = new HashMap<>();
        CompletableFuture<Void> burial = CompletableFuture.completedFuture(null);
        for (int step = 0; step < 600; step++) {
            DeviceIdentity device = devices.get(random.nextInt(devices.size()));
            Client leaving = connected.remove(device);
            if (leaving == null) {
                connected.put(device, Client.register(gateway, device));
            } else {
                leaving.close();
            }
            if (burial.isDone()) {
                burial = CompletableFuture.runAsync(() -> database.execute("""
                        BEGIN;
                        DELETE FROM gateway.instances WHERE server = 'unlucky:5000';
                        UPDATE dashboard."connectionBindings" SET "connectingStatus" = false WHERE server = 'unlucky:5000';
                        COMMIT"""));
            }
        }
        burial.join();

        await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_devices") == connected.size() && instances() == 1);
        await().atMost(TIMEOUT)
                .during(LEASE)
                .until(() -> devices.stream().allMatch(device -> {
                    TestDatabase.BindingRow row = database.binding(device);
                    return (row != null && row.connected()) == connected.containsKey(device);
                }));
        connected.values().forEach(Client::close);
    }

    /** A row that a registration is just at is not waited for, and not forgotten. */
    @Test
    void aRowThatSomebodyIsAtIsClearedWhenItIsFree() throws SQLException {
        TestGateway gateway = start("one:5000");
        await().until(() -> gateway.metric("gateway_lease_held") == 1);
        List<DeviceIdentity> devices = database.addDevices(List.of("a", "b"), account);
        database.addDeadInstance("dead:5000", devices, Duration.ofSeconds(60));
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM dashboard.\"connectionBindings\" WHERE \"deviceUID\" = '"
                    + devices.get(0).uid() + "' FOR UPDATE");
            database.execute("UPDATE gateway.instances SET expires = now() WHERE server = 'dead:5000'");
            // The other's is, and the dead one stays for the rest.
            await().until(() -> database.connectedAt("dead:5000") == 1);
            await().during(LEASE.multipliedBy(2))
                    .until(() -> database.connectedAt("dead:5000") == 1 && instances() == 2);
            // On a slow machine the lease may have ended for a moment; what matters is that it is renewed beside the
            // lock.
            await().until(() -> gateway.metric("gateway_lease_held") == 1);
            other.rollback();
        }
        await().atMost(TIMEOUT).until(() -> database.connectedAt("dead:5000") == 0 && instances() == 1);
    }

    /** An instance that was only slow goes on to write rows until its next beat, and may die before that. */
    @Test
    void rowsThatADeadInstanceWroteLateAreClearedToo() {
        TestGateway gateway = start("one:5000");
        await().until(() -> gateway.metric("gateway_lease_held") == 1);
        database.addDeadInstance("dead:5000", database.addDevices(List.of("a", "b"), account));
        await().until(() -> gateway.metric("gateway_dead_instances_total") == 1);
        assertThat(database.connectedAt("dead:5000")).isZero();

        database.execute(
                "UPDATE dashboard.\"connectionBindings\" SET \"connectingStatus\" = true WHERE server = 'dead:5000'");

        await().atMost(TIMEOUT).until(() -> database.connectedAt("dead:5000") == 0 && instances() == 1);
        assertThat(gateway.metric("gateway_dead_instances_total")).isEqualTo(1);
        assertThat(gateway.metric("gateway_dead_bindings_total")).isLessThanOrEqualTo(4);
    }

    @Test
    void nobodyIsDeadBecauseTheDatabaseWasAway() {
        List<TestGateway> living = List.of(start("one:5000"), start("two:5000"));
        await().until(() -> sum(living, "gateway_instances") == 4);
        DeviceIdentity device = database.addDevice("device", account);
        try (Client client = Client.register(living.get(0), device)) {
            database.stop();
            try {
                await().atMost(TIMEOUT)
                        .during(LEASE.multipliedBy(2))
                        .until(() -> sum(living, "gateway_lease_held") == 0);
            } finally {
                database.startAgain();
            }
            await().atMost(TIMEOUT).until(() -> sum(living, "gateway_lease_held") == 2);
            await().atMost(TIMEOUT)
                    .during(LEASE.multipliedBy(2))
                    .until(() -> sum(living, "gateway_dead_instances_total") == 0
                            && database.binding(device).connected()
                            && instances() == 2);
        }
    }

    @Test
    void anotherWithTheSameNameIsSaidAndNotStolenFromUntilItIsGone() {
        try (LogWatch log = new LogWatch()) {
            TestGateway first = start("same:5000");
            await().until(() -> first.metric("gateway_lease_held") == 1);
            TestGateway second = start("same:5000");
            await().until(() -> first.metric("gateway_lease_held") == 0);
            await().during(LEASE).until(() -> second.metric("gateway_lease_held") == 1);
            assertThat(log.linesWith("another instance also uses the name same:5000"))
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains("GATEWAY_ADVERTISED_SERVER");

            second.stop();

            await().until(() -> first.metric("gateway_lease_held") == 1);
            assertThat(log.linesWith("no other instance uses this instance's name any more"))
                    .hasSize(1);
        }
    }

    @Test
    void aTableThatIsDroppedComesBack() {
        TestGateway gateway = start("one:5000");
        await().until(() -> gateway.metric("gateway_lease_held") == 1);
        database.execute("DROP SCHEMA gateway CASCADE");
        await().until(() -> database.count("SELECT count(*) FROM pg_namespace WHERE nspname = 'gateway'") == 1
                && gateway.metric("gateway_lease_held") == 1
                && instances() == 1);
    }

    @Test
    void withoutTheRightToTheTableThereIsNoLeaseAndItSaysSoOnce() {
        String user = limitedUser();
        DeviceIdentity device = database.addDevice("device", account);
        try (LogWatch log = new LogWatch()) {
            TestGateway gateway = start("limited:5000", Map.of("OISP_POSTGRES_CONFIG", configuration(user)));
            await().until(() -> !log.linesWith("no right to it").isEmpty());
            try (Client client = Client.register(gateway, device)) {
                await().during(LEASE)
                        .until(() -> log.linesWith("no right to it").size() == 1);
                assertThat(database.binding(device).connected()).isTrue();
                assertThat(gateway.metric("gateway_lease_held")).isZero();
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
                assertThat(log.linesWith("database failed")).isEmpty();
                database.execute("GRANT CREATE ON DATABASE " + TestDatabase.NAME + " TO " + user);
                await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_lease_held") == 1);
            }
            gateway.stop();
        } finally {
            database.execute("DROP OWNED BY " + user + "; DROP ROLE " + user);
        }
    }

    @Test
    void aTableThatSomebodyElseMadeIsUsed() {
        TestGateway maker = start("maker:5000");
        await().until(() -> maker.metric("gateway_lease_held") == 1);
        String user = limitedUser();
        database.execute("GRANT USAGE ON SCHEMA gateway TO " + user
                + "; GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.instances TO " + user);
        try {
            TestGateway gateway = start("limited:5000", Map.of("OISP_POSTGRES_CONFIG", configuration(user)));
            await().until(() -> gateway.metric("gateway_lease_held") == 1);
            gateway.stop();
            assertThat(instances()).isEqualTo(1);
        } finally {
            database.execute("DROP OWNED BY " + user + "; DROP ROLE " + user);
        }
    }

    @Test
    void theDeadAreTakenAwayWithoutATableForBindings() {
        try (TestDatabase later = TestDatabase.start()) {
            later.execute("DROP TABLE dashboard.\"connectionBindings\"");
            try (TestGateway gateway = TestGateway.start(later, settings("one:5000"))) {
                await().until(() -> gateway.metric("gateway_lease_held") == 1);
                later.addDeadInstance("dead:5000", List.of());
                await().atMost(TIMEOUT)
                        .until(() -> gateway.metric("gateway_dead_instances_total") == 1
                                && later.count("SELECT count(*) FROM gateway.instances") == 1);
            }
            assertThat(later.count("SELECT count(*) FROM gateway.instances")).isZero();
        }
    }

    /** None before the first beat of the first one, which makes the table. */
    private static long instances() {
        boolean made = database.count("SELECT count(to_regclass('gateway.instances'))") == 1;
        return made ? database.count("SELECT count(*) FROM gateway.instances") : 0;
    }

    private static double sum(List<TestGateway> gateways, String metric) {
        return gateways.stream().mapToDouble(gateway -> gateway.metric(metric)).sum();
    }

    private static String limitedUser() {
        String user = "limited_" + UUID.randomUUID().toString().substring(0, 8);
        database.execute("CREATE ROLE " + user + " LOGIN; GRANT USAGE ON SCHEMA dashboard TO " + user
                + "; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA dashboard TO " + user);
        return user;
    }

    private static String configuration(String user) {
        return "{\"dbname\":\"%s\",\"hostname\":\"127.0.0.1\",\"port\":\"%d\",\"username\":\"%s\",\"password\":\"\"}"
                .formatted(TestDatabase.NAME, database.port(), user);
    }

    private static Map<String, String> settings(String server) {
        return Map.of(
                "GATEWAY_ADVERTISED_SERVER",
                server,
                "GATEWAY_LEASE_INTERVAL",
                "250ms",
                "GATEWAY_LEASE_DURATION",
                LEASE.toMillis() + "ms");
    }

    private TestGateway start(String server) {
        return start(server, Map.of());
    }

    private TestGateway start(String server, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(settings(server));
        settings.putAll(more);
        TestGateway gateway = TestGateway.start(database, settings);
        synchronized (running) {
            running.add(gateway);
        }
        return gateway;
    }
}
