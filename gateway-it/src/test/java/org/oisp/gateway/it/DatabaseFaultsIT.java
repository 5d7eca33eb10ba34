package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TableLock;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A database that stops, freezes, comes late or never had the table: connected devices do not notice, new ones get their 500. */
class DatabaseFaultsIT {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final String SERVER = "of-an-earlier-run:5000";
    private static final Map<String, String> NAMED = Map.of("GATEWAY_ADVERTISED_SERVER", SERVER);

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
        gateway = TestGateway.start(database);
        DeviceIdentity here = database.addDevice("here", account);
        DeviceIdentity late = database.addDevice("late", account);
        try (Client device = Client.register(gateway, here);
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
            // What was given up on must not be written behind our back.
            assertThat(database.bindings())
                    .noneMatch(row -> row.device().equals(late.uid().value()) && row.connected());
            try (Client again = Client.register(gateway, late)) {
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
                // From here on a batch gathers.
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
        try (Client client = Client.register(gateway, device);
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
