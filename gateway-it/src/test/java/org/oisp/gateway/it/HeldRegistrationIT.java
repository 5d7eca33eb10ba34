package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TableLock;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** What a connection sees while its registration waits for a stalled database, and the row that results. */
class HeldRegistrationIT {

    private static final String BOUND = "gateway_database_seconds_count{operation=\"bind\",outcome=\"done\"}";

    private static final String SWEPT = "gateway_database_seconds_count{operation=\"sweep\",outcome=\"done\"}";

    private static final TestDatabase database = TestDatabase.shared();

    private final UUID account = UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {TableLock.DEVICES, TableLock.BINDINGS})
    void answersPingsWhileARegistrationIsAtTheDatabase(String table) {
        DeviceIdentity device = database.addDevice("example001", account);
        try (TestGateway gateway = patientGateway();
                Client client = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, table)) {
                client.send(Client.registration(device));
                lock.awaitWaiter();
                client.expectNothingElse();
                client.socket()
                        .sendPing(ByteBuffer.wrap("frame".getBytes(StandardCharsets.US_ASCII)))
                        .join();
                assertThat(client.next()).isEqualTo(new Client.Event.Pong("frame"));
            }
            client.expectText(Replies.REGISTERED);
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    @Test
    void carriesActuationsWhileRegistrationsAreAtTheDatabase() {
        DeviceIdentity connected = database.addDevice("example001", account);
        DeviceIdentity waiting = database.addDevice("example002", account);
        try (TestGateway gateway = patientGateway();
                Client device = Client.register(gateway, connected);
                Client sender = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, TableLock.BINDINGS)) {
                sender.send(Client.registration(waiting));
                lock.awaitWaiter();
                sender.send(Actuations.message(Actuations.body(connected, "while it waits")));
                device.expectText(Replies.actuation(Actuations.body(connected, "while it waits")));
            }
            sender.expectText(Replies.REGISTERED);
        }
    }

    @Test
    void answers500InTimeWhenTheDatabaseHangs() {
        DeviceIdentity device = database.addDevice("example001", account);
        DeviceIdentity later = database.addDevice("example002", account);
        try (TestGateway gateway = TestGateway.start(
                database, Map.of("GATEWAY_QUERY_TIMEOUT", "1s", "GATEWAY_REGISTRATION_TIMEOUT", "1500ms"))) {
            try (TableLock lock = TableLock.on(database, TableLock.BINDINGS);
                    Client client = Client.connect(gateway);
                    Client queued = Client.connect(gateway)) {
                client.send(Client.registration(device));
                lock.awaitWaiter();
                queued.send(Client.registration(later));
                assertThat(client.next()).isEqualTo(new Client.Event.Text(Replies.UNAVAILABLE));
                client.expectClose(1000, "Normal connection closure");
                queued.expectText(Replies.UNAVAILABLE);
                queued.expectClose(1000, "Normal connection closure");
            }
            TableLock.awaitNoStatement(database);
            // The gateway has cancelled the transaction, so the server rolls back what it still writes.
            assertThat(database.binding(device)).isNull();
            assertThat(database.binding(later)).isNull();
            try (Client client = Client.registerInTheEnd(gateway, device)) {
                assertThat(database.binding(device).connected()).isTrue();
                client.expectNothingElse();
            }
        }
    }

    @Test
    void noRowSaysConnectedAfterTheDeviceHasIts500() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (TestGateway gateway = gateway("500ms")) {
            double bound = gateway.metric(BOUND);
            try (TableLock lock = TableLock.on(database, TableLock.BINDINGS);
                    Client client = Client.connect(gateway)) {
                client.send(Client.registration(device));
                client.expectText(Replies.UNAVAILABLE);
                client.expectClose(1000, "Normal connection closure");
                assertThat(gateway.metric("gateway_registrations_total{outcome=\"timed_out\"}"))
                        .isEqualTo(1);
            }
            await().until(() -> gateway.metric(BOUND) == bound + 1);
            assertThat(database.bindings())
                    .noneMatch(row -> row.device().equals(device.uid().value()) && row.connected());
            assertThat(gateway.metric("gateway_devices")).isZero();
        }
    }

    @Test
    void noRowSaysConnectedAfterTheDeviceHasGone() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (TestGateway gateway = patientGateway()) {
            double bound = gateway.metric(BOUND);
            try (TableLock lock = TableLock.on(database, TableLock.BINDINGS)) {
                Client client = Client.connect(gateway);
                client.send(Client.registration(device));
                lock.awaitWaiter();
                client.abort();
                await().until(() -> gateway.metric("gateway_connections") == 0);
            }
            await().until(() -> gateway.metric(BOUND) == bound + 1);
            assertThat(database.bindings())
                    .noneMatch(row -> row.device().equals(device.uid().value()) && row.connected());
            assertThat(gateway.metric("gateway_devices")).isZero();
        }
    }

    /** Its statement began before the other instance's, and would otherwise leave the later time in the row. */
    @Test
    void aDeviceThatMovesWhileItsRegistrationIsAtTheDatabaseKeepsItsNewRow() {
        DeviceIdentity moves = database.addDevice("example001", account);
        DeviceIdentity stays = database.addDevice("example002", account);
        try (TestGateway gateway = patientGateway()) {
            Client.register(gateway, moves).close();
            await().until(() -> !database.binding(moves).connected());
            double bound = gateway.metric(BOUND);
            try (TableLock lock = TableLock.on(database, TableLock.BINDINGS)) {
                Client client = Client.connect(gateway);
                client.send(Client.registration(moves));
                lock.awaitWaiter();
                client.abort();
                await().until(() -> gateway.metric("gateway_connections") == 0);
                lock.commit(
                        "UPDATE dashboard.\"connectionBindings\" SET server = 'another:5000', \"connectingStatus\" = true,"
                                + " \"lastConnectedAt\" = clock_timestamp() WHERE \"deviceUID\" = '" + moves.uid()
                                + "'");
            }
            await().until(() -> gateway.metric(BOUND) == bound + 1);
            // The gateway clears rows in order: once this device's row is cleared, earlier ones are, too.
            Client.register(gateway, stays).close();
            await().until(() -> !database.binding(stays).connected());
            assertThat(database.binding(moves).server()).isEqualTo("another:5000");
            assertThat(database.binding(moves).connected()).isTrue();
        }
    }

    @Test
    void aRegistrationThatNobodyWaitsForDoesNotReachTheDatabase() {
        DeviceIdentity first = database.addDevice("example001", account);
        DeviceIdentity gone = database.addDevice("example002", account);
        try (TestGateway gateway = patientGateway();
                Client client = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, TableLock.DEVICES)) {
                client.send(Client.registration(first));
                lock.awaitWaiter();
                Client leaver = Client.connect(gateway);
                leaver.send(Client.registration(gone));
                await().until(() -> gateway.metric("gateway_registrations_under_way") == 2);
                leaver.abort();
                await().until(() -> gateway.metric("gateway_registrations_under_way") == 1);
            }
            client.expectText(Replies.REGISTERED);
            client.send(Client.registration(first));
            client.expectText(Replies.REGISTERED);
            assertThat(database.binding(gone)).isNull();
        }
    }

    @Test
    void aDeviceThatComesAgainWhileItsFirstRegistrationWaitsIsRegisteredOnce() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (TestGateway gateway = patientGateway();
                Client older = Client.connect(gateway);
                Client newer = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, TableLock.BINDINGS)) {
                older.send(Client.registration(device));
                lock.awaitWaiter();
                newer.send(Client.registration(device));
                await().until(() -> gateway.metric("gateway_registrations_under_way") == 2);
            }
            older.expectText(Replies.REGISTERED);
            older.expectClose(1000, "Normal connection closure");
            newer.expectText(Replies.REGISTERED);
            newer.expectNothingElse();
            await().until(() -> gateway.metric("gateway_connections") == 1);
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    @Test
    void refusesRegistrationsPastTheBoundOfThoseUnderWay() {
        DeviceIdentity first = database.addDevice("example001", account);
        DeviceIdentity second = database.addDevice("example002", account);
        try (TestGateway gateway = TestGateway.start(
                        database, Map.of("GATEWAY_MAX_REGISTRATIONS", "1", "GATEWAY_REGISTRATION_TIMEOUT", "30s"));
                Client waiting = Client.connect(gateway);
                Client refused = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, TableLock.DEVICES)) {
                waiting.send(Client.registration(first));
                lock.awaitWaiter();
                refused.send(Client.registration(second));
                refused.expectText(Replies.UNAVAILABLE);
                refused.expectClose(1000, "Normal connection closure");
            }
            waiting.expectText(Replies.REGISTERED);
            assertThat(gateway.metric("gateway_registrations_total{outcome=\"overloaded\"}"))
                    .isEqualTo(1);
        }
    }

    private static TestGateway patientGateway() {
        return gateway("30s");
    }

    private static TestGateway gateway(String registrationTimeout) {
        TestGateway gateway = TestGateway.start(
                database, Map.of("GATEWAY_REGISTRATION_TIMEOUT", registrationTimeout, "GATEWAY_QUERY_TIMEOUT", "30s"));
        // Its first statement waits for the table, too.
        await().until(() -> gateway.metric(SWEPT) > 0);
        return gateway;
    }
}
