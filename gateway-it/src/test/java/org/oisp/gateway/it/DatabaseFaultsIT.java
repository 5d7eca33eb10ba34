package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.BindingDetails;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TableLock;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A database that stops, freezes, starts late or lacks the table: connected devices are not affected, new ones get a 500. */
class DatabaseFaultsIT {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final String SERVER = "of-an-earlier-run:5000";
    private static final Map<String, String> NAMED = Map.of("GATEWAY_ADVERTISED_SERVER", SERVER);
    /** Timeouts for a database that does not answer. A device that is refused because the machine is slow connects again. */
    private static final Map<String, String> QUICK =
            Map.of("GATEWAY_QUERY_TIMEOUT", "1s", "GATEWAY_REGISTRATION_TIMEOUT", "1500ms");

    private final UUID account = UUID.randomUUID();
    private TestDatabase database;
    private TestGateway gateway;

    @BeforeEach
    void startDatabase() {
        database = TestDatabase.start();
    }

    @AfterEach
    void stopAll() {
        if (gateway != null) {
            gateway.close();
        }
        database.close();
    }

    @Test
    void aStoppedDatabaseCostsNewDevicesOnlyAndItRecoversByItself() {
        gateway = TestGateway.start(database);
        DeviceIdentity here = database.addDevice("here", account);
        DeviceIdentity leaves = database.addDevice("leaves", account);
        DeviceIdentity late = database.addDevice("late", account);
        try (Client device = Client.register(gateway, here);
                Client leaver = Client.register(gateway, leaves);
                Client sender = Client.connect(gateway)) {
            database.stop();

            refuses(late);
            sender.send(Actuations.message(Actuations.body(here, 1)));
            device.expectText(Replies.actuation(Actuations.body(here, 1)));
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
            assertThat(gateway.management("/health/live").statusCode()).isEqualTo(200);
            leaver.close();
            await().until(() -> gateway.metric("gateway_devices") == 1);
            await().until(() ->
                    gateway.metric("gateway_database_seconds_count{operation=\"release\",outcome=\"failed\"}") > 0);

            database.startAgain();
            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
            try (Client again = Client.register(gateway, late)) {
                sender.send(Actuations.message(Actuations.body(late, 2)));
                again.expectText(Replies.actuation(Actuations.body(late, 2)));
            }
            await().until(() -> !database.binding(leaves).connected());
            assertThat(database.binding(here).connected()).isTrue();
        }
    }

    @Test
    void aFrozenDatabaseCostsNewDevicesOnlyAndItRecoversByItself() {
        gateway = TestGateway.start(database, QUICK);
        DeviceIdentity here = database.addDevice("here", account);
        DeviceIdentity late = database.addDevice("late", account);
        try (Client device = Client.registerInTheEnd(gateway, here);
                Client sender = Client.connect(gateway)) {
            database.freeze();
            try {
                refuses(late);
                refuses(late);
                sender.send(Actuations.message(Actuations.body(here, 1)));
                device.expectText(Replies.actuation(Actuations.body(here, 1)));
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
            } finally {
                database.thaw();
            }
            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
            // A registration that timed out must not be written later.
            assertThat(database.bindings())
                    .noneMatch(row -> row.device().equals(late.uid().value()) && row.connected());
            try (Client again = Client.registerInTheEnd(gateway, late)) {
                sender.send(Actuations.message(Actuations.body(late, 2)));
                again.expectText(Replies.actuation(Actuations.body(late, 2)));
            }
        }
    }

    @Test
    void startsWithoutADatabaseAndServesOnceThereIsOne() {
        DeviceIdentity device = database.addDevice("device", account);
        leftover(device, SERVER);
        database.stop();
        gateway = TestGateway.start(database, NAMED);
        assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
        refuses(device);

        database.startAgain();

        await().until(() -> !database.binding(device).connected());
        try (Client client = Client.register(gateway, device)) {
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    /** The gateway cannot check its address at the start, since the database is down. */
    @Test
    void saysThatItsAddressDoesNotFitOnceTheDatabaseAnswers() {
        DeviceIdentity device = database.addDevice("device", account);
        database.stop();
        try (LogWatch log = new LogWatch()) {
            gateway = TestGateway.start(
                    database,
                    Map.of("GATEWAY_ADVERTISED_SERVER", "a-name-that-is-far-too-long.for-a-column-of-fifty:5000"));
            database.startAgain();

            await().untilAsserted(() -> assertThat(log.errors())
                    .anyMatch(line -> line.contains("GATEWAY_ADVERTISED_SERVER: \"a-name")
                            && line.contains("server takes 50; no device can register")));
            refuses(device);
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
            assertThat(log.errors()).hasSize(1);
        }
    }

    @Test
    void startsThoughTheDatabaseIsFrozenAndStatementsMayTakeLong() {
        DeviceIdentity device = database.addDevice("device", account);
        leftover(device, SERVER);
        database.freeze();
        try {
            gateway = TestGateway.start(
                    database, Map.of("GATEWAY_QUERY_TIMEOUT", "1h", "GATEWAY_ADVERTISED_SERVER", SERVER));
        } finally {
            database.thaw();
        }
        await().until(() -> !database.binding(device).connected());
        deliversTo(device);
    }

    @Test
    void clearsTheRowsThatAnEarlierRunLeftAndNoOthers() {
        DeviceIdentity ours = database.addDevice("ours", account);
        DeviceIdentity theirs = database.addDevice("theirs", account);
        DeviceIdentity otherTransport = database.addDevice("other transport", account);
        leftover(ours, SERVER);
        leftover(theirs, "another:5000");
        leftover(otherTransport, SERVER);
        database.execute("UPDATE dashboard.\"connectionBindings\" SET type = 'mqtt' WHERE \"deviceUID\" = '"
                + otherTransport.uid() + "'");

        gateway = TestGateway.start(database, NAMED);

        await().until(() -> !database.binding(ours).connected());
        assertThat(database.binding(theirs).connected()).isTrue();
        assertThat(database.bindings())
                .filteredOn(row -> row.device().equals(otherTransport.uid().value()))
                .singleElement()
                .matches(TestDatabase.BindingRow::connected);
    }

    @Test
    void aDeviceThatMovedToAnotherInstanceKeepsItsRow() {
        gateway = TestGateway.start(database);
        DeviceIdentity device = database.addDevice("device", account);
        try (TestGateway other = TestGateway.start(database, Map.of("GATEWAY_ADVERTISED_SERVER", "other:5000"))) {
            Client here = Client.register(gateway, device);
            Client there = Client.register(other, device);
            here.close();
            await().until(() ->
                    gateway.metric("gateway_database_seconds_count{operation=\"release\",outcome=\"done\"}") >= 1);
            assertThat(database.binding(device).connected()).isTrue();
            assertThat(database.binding(device).server()).isEqualTo("other:5000");
            there.close();
            await().until(() -> !database.binding(device).connected());
        }
    }

    @Test
    void registersWithoutTheTableForBindings() {
        database.execute("DROP TABLE dashboard.\"connectionBindings\"");
        gateway = TestGateway.start(database);
        deliversTo(database.addDevice("device", account));
    }

    @Test
    void registersAfterTheTableForBindingsIsDropped() {
        gateway = TestGateway.start(database);
        deliversTo(database.addDevice("before", account));
        database.execute("DROP TABLE dashboard.\"connectionBindings\"");
        deliversTo(database.addDevice("after", account));
    }

    @Test
    void writesTheRowsOfConnectedDevicesOnceTheTableIsThereAgain() {
        gateway = TestGateway.start(database, NAMED);
        DeviceIdentity before = database.addDevice("before", account);
        DeviceIdentity without = database.addDevice("without", account);
        DeviceIdentity stale = database.addDevice("stale", account);
        try (Client older = Client.register(gateway, before)) {
            database.execute("ALTER TABLE dashboard.\"connectionBindings\" RENAME TO away");
            try (Client newer = Client.register(gateway, without)) {
                await().until(() -> gateway.management("/health/ready").statusCode() == 200);
                database.execute("DELETE FROM dashboard.away");
                database.execute("ALTER TABLE dashboard.away RENAME TO \"connectionBindings\"");
                leftover(stale, SERVER);

                await().until(() -> database.binding(before) != null && database.binding(without) != null);
                assertThat(database.binding(before).connected()).isTrue();
                assertThat(database.binding(without).connected()).isTrue();
                assertThat(database.binding(stale).connected()).isFalse();
            }
            await().until(() -> !database.binding(without).connected());
        }
        await().until(() -> !database.binding(before).connected());
    }

    @Test
    void whatTheDatabaseHasLostIsWrittenAgain() {
        Map<String, String> settings = new HashMap<>(NAMED);
        settings.putAll(QUICK);
        settings.put("GATEWAY_LEASE_INTERVAL", "200ms");
        gateway = TestGateway.start(database, settings);
        DeviceIdentity reverted = database.addDevice("reverted", account);
        DeviceIdentity missing = database.addDevice("missing", account);
        DeviceIdentity moved = database.addDevice("moved", account);
        DeviceIdentity gone = database.addDevice("gone", account);
        try (Client first = Client.register(gateway, reverted);
                Client second = Client.register(gateway, missing);
                Client third = Client.register(gateway, moved)) {
            Client.register(gateway, gone).close();
            await().until(() -> !database.binding(gone).connected());
            Instant connectedAt = BindingDetails.of(database, reverted).lastConnectedAt();
            change(
                    reverted,
                    "server = 'before:1', \"connectingStatus\" = false, \"lastConnectedAt\" = \"lastConnectedAt\" - interval '1 h'");
            change(moved, "server = 'after:1', \"lastConnectedAt\" = \"lastConnectedAt\" + interval '1 h'");
            change(gone, "\"connectingStatus\" = true");
            database.execute(
                    "DELETE FROM dashboard.\"connectionBindings\" WHERE \"deviceUID\" = '" + missing.uid() + "'");
            database.stop();
            database.startAgain();

            await().until(() -> database.binding(missing) != null
                    && SERVER.equals(database.binding(reverted).server())
                    && !database.binding(gone).connected());
            assertThat(BindingDetails.of(database, reverted).lastConnectedAt()).isEqualTo(connectedAt);
            assertThat(database.binding(reverted).connected()).isTrue();
            assertThat(database.binding(missing).connected()).isTrue();
            assertThat(database.binding(missing).server()).isEqualTo(SERVER);
            assertThat(database.binding(moved).server()).isEqualTo("after:1");
            assertThat(gateway.metric("gateway_reasserted_bindings_total")).isEqualTo(2);
            assertThat(gateway.metric("gateway_stale_bindings_total")).isEqualTo(1);
        }
        await().until(() -> !database.binding(reverted).connected()
                && !database.binding(missing).connected());
        assertThat(database.binding(moved).connected()).isTrue();
    }

    private void change(DeviceIdentity device, String set) {
        database.execute(
                "UPDATE dashboard.\"connectionBindings\" SET " + set + " WHERE \"deviceUID\" = '" + device.uid() + "'");
    }

    @Test
    void aReadOnlyDatabaseIsNotReadyAndThatIsSaidOnce() throws SQLException {
        gateway =
                TestGateway.start(database, Map.of("GATEWAY_LEASE_INTERVAL", "200ms", "GATEWAY_LEASE_DURATION", "1s"));
        DeviceIdentity device = database.addDevice("device", account);
        try (LogWatch log = new LogWatch()) {
            readOnly(true);
            for (int i = 0; i < 4; i++) {
                refuses(device);
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
            }
            await().until(() -> gateway.metric("gateway_database_up") == 0);
            assertThat(gateway.metric("gateway_ready")).isZero();
            readOnly(false);

            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
            deliversTo(device);
            assertThat(gateway.metric("gateway_database_up")).isEqualTo(1);
            assertThat(gateway.metric("gateway_ready")).isEqualTo(1);
            assertThat(log.linesWith("database failed"))
                    .singleElement()
                    .asString()
                    .contains("read-only", "registrations are answered 500 until it is back");
            assertThat(log.linesWith("database is back")).hasSize(1);
        }
    }

    @Test
    void aTableThatIsLockedIsNotReady() {
        gateway = TestGateway.start(database, QUICK);
        DeviceIdentity device = database.addDevice("device", account);
        await().until(() -> gateway.management("/health/ready").statusCode() == 200);
        try (TableLock lock = TableLock.on(database, TableLock.BINDINGS)) {
            refuses(device);
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
            lock.close();
            // The gateway and the server have both given the statement up.
            TableLock.awaitNoStatement(database);
        }
        await().until(() -> gateway.management("/health/ready").statusCode() == 200);
        deliversTo(device);
    }

    @Test
    void aTrialLeavesNoRow() {
        gateway = TestGateway.start(database);
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
        }
        assertThat(database.bindings()).isEmpty();
    }

    private void readOnly(boolean on) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute("ALTER DATABASE iot SET default_transaction_read_only = " + (on ? "on" : "off"));
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'oisp-gateway'");
        }
    }

    @Test
    void oneRowThatTheDatabaseRefusesCostsNobodyElseTheRegistration() {
        gateway = TestGateway.start(database);
        DeviceIdentity first = database.addDevice("first", account);
        DeviceIdentity good = database.addDevice("good", account);
        DeviceIdentity bad = database.addDevice("bad", account);
        DeviceIdentity alsoGood = database.addDevice("also good", account);
        database.execute(
                "ALTER TABLE dashboard.\"connectionBindings\" ADD CHECK (\"deviceUID\" <> '" + bad.uid() + "')");
        try (Client one = Client.connect(gateway);
                Client two = Client.connect(gateway);
                Client refused = Client.connect(gateway);
                Client three = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, TableLock.DEVICES)) {
                one.send(Client.registration(first));
                lock.awaitWaiter();
                // From here on, registrations gather in a batch.
                two.send(Client.registration(good));
                refused.send(Client.registration(bad));
                three.send(Client.registration(alsoGood));
                await().until(() -> gateway.metric("gateway_registrations_under_way") == 4);
            }
            one.expectText(Replies.REGISTERED);
            two.expectText(Replies.REGISTERED);
            three.expectText(Replies.REGISTERED);
            refused.expectText(Replies.UNAVAILABLE);
            refused.expectClose(1000, "Normal connection closure");
            assertThat(database.binding(good).connected()).isTrue();
            assertThat(database.binding(alsoGood).connected()).isTrue();
            assertThat(database.binding(bad)).isNull();
        }
    }

    private void refuses(DeviceIdentity device) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(device));
            assertThat(client.poll(ANSWER)).isEqualTo(new Client.Event.Text(Replies.UNAVAILABLE));
            client.expectClose(1000, "Normal connection closure");
        }
    }

    private void deliversTo(DeviceIdentity device) {
        try (Client client = Client.registerInTheEnd(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(device, 1)));
            client.expectText(Replies.actuation(Actuations.body(device, 1)));
        }
    }

    private void leftover(DeviceIdentity device, String server) {
        database.execute("""
                INSERT INTO dashboard."connectionBindings"
                VALUES ('%s', '%s', now(), '%s', true, 'ws', now(), now())""".formatted(UUID.randomUUID(), device.uid(), server));
    }
}
