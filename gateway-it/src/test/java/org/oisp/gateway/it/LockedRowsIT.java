package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.OtherTransaction;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Binding rows locked by another database session: only their devices wait. */
class LockedRowsIT {

    private static final String WAITING = "gateway_locked_rows{for=\"register\"}";
    private static final String TO_CLEAR = "gateway_locked_rows{for=\"release\"}";
    private static final String ROW_LOCKED = "gateway_registrations_total{outcome=\"row_locked\"}";

    private static final TestDatabase database = TestDatabase.shared();
    private static TestGateway gateway;

    private final UUID account = UUID.randomUUID();

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void onlyTheDevicesOfLockedRowsAreLate() {
        List<DeviceIdentity> locked = withRows("locked", 20);
        List<DeviceIdentity> free = withRows("free", 40);
        List<DeviceIdentity> fresh = devices("fresh", 40);
        List<DeviceIdentity> others = new ArrayList<>(free);
        others.addAll(fresh);
        try (LogWatch log = new LogWatch()) {
            List<Client> late;
            try (OtherTransaction lock = OtherTransaction.locking(database, locked)) {
                late = send(locked);
                List<Client> served = send(others);
                // The rows are still locked here.
                served.forEach(client -> client.expectText(Replies.REGISTERED));
                await().until(() -> gateway.metric(WAITING) == locked.size());
                late.forEach(Client::expectNothingElse);
                await().untilAsserted(() -> assertThat(log.linesWith("waits for its registration"))
                        .anyMatch(line -> line.contains(account + "/locked")
                                && line.contains("its binding row is locked by session")
                                && line.contains("user postgres, application " + OtherTransaction.APPLICATION)));
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
                served.forEach(Client::close);
            }
            late.forEach(client -> client.expectText(Replies.REGISTERED));
            assertThat(locked).allMatch(device -> database.binding(device).connected());
            await().until(() -> gateway.metric(WAITING) == 0);
            late.forEach(Client::close);
        }
    }

    /** Its row stays locked for minutes, and the device connects again after each 500. */
    @Test
    void aDeviceThatComesAgainAndAgainWaitsAtNoConnection() {
        DeviceIdentity locked = withRows("locked", 1).get(0);
        List<DeviceIdentity> others = withRows("free", 2);
        try (TestGateway impatient = TestGateway.start(database, Map.of("GATEWAY_REGISTRATION_TIMEOUT", "1500ms"));
                LogWatch log = new LogWatch()) {
            Client.registerInTheEnd(impatient, others.get(0)).close();
            try (OtherTransaction lock = OtherTransaction.locking(database, List.of(locked))) {
                for (DeviceIdentity other : others) {
                    try (Client late = Client.connect(impatient)) {
                        late.send(Client.registration(locked));
                        Client.registerInTheEnd(impatient, other).close();
                        late.expectText(Replies.UNAVAILABLE);
                        late.expectClose(1000, "Normal connection closure");
                    }
                }
                assertThat(impatient.metric(ROW_LOCKED)).isEqualTo(others.size());
                // No registration waits for the row any more, in the gateway or at the server.
                await().until(() -> impatient.metric(WAITING) == 0);
                await().until(() -> waitersAtTheServer() == 0);
            }
            Client.registerInTheEnd(impatient, locked).close();
            // Logged each time the row is found locked; a registration that comes while the lock is known does not
            // check it again.
            assertThat(log.linesWith(account + "/locked0 waits for its registration"))
                    .hasSizeBetween(1, others.size());
            assertThat(log.linesWith("not registered: row_locked")).hasSize(others.size());
        }
    }

    @Test
    void ofTwoRegistrationsThatWaitTheLaterOneHasTheDevice() {
        DeviceIdentity device = withRows("locked", 1).get(0);
        Client older = Client.connect(gateway);
        Client newer = Client.connect(gateway);
        try (OtherTransaction lock = OtherTransaction.locking(database, List.of(device))) {
            older.send(Client.registration(device));
            await().until(() -> gateway.metric(WAITING) == 1);
            newer.send(Client.registration(device));
            await().until(() -> gateway.metric("gateway_registrations_under_way") == 2);
        }
        older.expectText(Replies.REGISTERED);
        older.expectClose(1000, "Normal connection closure");
        newer.expectText(Replies.REGISTERED);
        newer.expectNothingElse();
        assertThat(database.binding(device).connected()).isTrue();
        newer.close();
    }

    @Test
    void aLockedRowHoldsUpNoOtherThatIsToBeCleared() {
        List<DeviceIdentity> devices = devices("device", 5);
        List<Client> clients = send(devices);
        clients.forEach(client -> client.expectText(Replies.REGISTERED));
        DeviceIdentity locked = devices.get(2);
        try (OtherTransaction lock = OtherTransaction.locking(database, List.of(locked))) {
            clients.forEach(Client::close);
            await().until(() -> devices.stream()
                            .filter(device -> database.binding(device).connected())
                            .count()
                    == 1);
            await().until(() -> gateway.metric(TO_CLEAR) == 1);
            Client.register(gateway, devices.get(0)).close();
        }
        await().until(() -> !database.binding(locked).connected());
        await().until(() -> gateway.metric(TO_CLEAR) == 0);
    }

    @Test
    void aRowOfAnEarlierRunThatIsLockedHoldsUpNobody() {
        String server = "swept-" + UUID.randomUUID() + ":1";
        List<DeviceIdentity> left = withRows("left", 3);
        left.forEach(device -> database.execute("UPDATE dashboard.\"connectionBindings\" SET server = '" + server
                + "', \"connectingStatus\" = true WHERE \"deviceUID\" = '" + device.uid() + "'"));
        DeviceIdentity other = devices("other", 1).get(0);
        try (OtherTransaction lock = OtherTransaction.locking(database, left.subList(1, 2));
                TestGateway started = TestGateway.start(database, Map.of("GATEWAY_ADVERTISED_SERVER", server))) {
            try (Client client = Client.register(started, other)) {
                assertThat(left)
                        .extracting(device -> database.binding(device).connected())
                        .containsExactly(false, true, false);
                lock.close();
                await().until(() -> !database.binding(left.get(1)).connected());
                assertThat(database.binding(other).connected()).isTrue();
                client.expectNothingElse();
            }
        }
    }

    /** No statement can skip a row that it cannot see yet. */
    @Test
    void aRowThatAnotherIsJustInsertingHoldsUpItsDeviceOnly() {
        List<DeviceIdentity> others = devices("other", 20);
        DeviceIdentity locked = devices("locked", 1).get(0);
        Client late = Client.connect(gateway);
        try (OtherTransaction lock = OtherTransaction.doing(database, """
                INSERT INTO dashboard."connectionBindings"
                VALUES ('%s', '%s', now(), 'another:5000', true, 'ws', now(), now())""".formatted(UUID.randomUUID(), locked.uid()))) {
            late.send(Client.registration(locked));
            List<Client> served = send(others);
            served.forEach(client -> client.expectText(Replies.REGISTERED));
            await().until(() -> gateway.metric(WAITING) == 1);
            late.expectNothingElse();
            served.forEach(Client::close);
        }
        late.expectText(Replies.REGISTERED);
        assertThat(database.binding(locked).connected()).isTrue();
        late.close();
    }

    /** A batch releases its rows before the server would detect a deadlock, and takes them later. */
    @Test
    void whoTakesRowsInAnotherOrderMeetsNoDeadlock() throws SQLException {
        List<DeviceIdentity> devices = withRows("device", 2);
        List<Client> clients;
        try (OtherTransaction lock = OtherTransaction.locking(database, devices.subList(0, 1))) {
            clients = send(devices);
            await().until(() -> gateway.metric(WAITING) == 1);
            lock.execute("UPDATE dashboard.\"connectionBindings\" SET updated = now() WHERE \"deviceUID\" = '"
                    + devices.get(1).uid() + "'");
        }
        clients.forEach(client -> client.expectText(Replies.REGISTERED));
        clients.forEach(Client::close);
    }

    private long waitersAtTheServer() {
        return database.count("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                + " WHERE NOT l.granted AND a.application_name = 'oisp-gateway'");
    }

    private List<Client> send(List<DeviceIdentity> devices) {
        return devices.stream()
                .map(device -> {
                    Client client = Client.connect(gateway);
                    client.send(Client.registration(device));
                    return client;
                })
                .toList();
    }

    private List<DeviceIdentity> devices(String name, int count) {
        return database.addDevices(
                IntStream.range(0, count).mapToObj(i -> name + i).toList(), account);
    }

    /** Creates devices with binding rows, as if they had been connected at another instance. */
    private List<DeviceIdentity> withRows(String name, int count) {
        List<DeviceIdentity> devices = devices(name, count);
        devices.forEach(device -> database.execute("""
                INSERT INTO dashboard."connectionBindings"
                VALUES ('%s', '%s', now(), 'elsewhere:5000', false, 'ws', now(), now())""".formatted(UUID.randomUUID(), device.uid())));
        return devices;
    }
}
