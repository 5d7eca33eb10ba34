package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.BindingDetails;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TableLock;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Messages to the server": a device that is already connected; only the connection that owns a row clears it. */
class TakeOverIT {

    private static final String RELEASED = "gateway_database_seconds_count{operation=\"release\",outcome=\"done\"}";
    private static final String TAKEN_OVER = "gateway_drops_total{reason=\"taken_over\"}";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @Test
    void theNewerConnectionGets200AndTheOlderIsClosed() {
        double before = gateway.metric(TAKEN_OVER);
        try (Client older = Client.register(gateway, device);
                Client newer = Client.register(gateway, device)) {
            older.expectClose(1000, "Normal connection closure");
            newer.expectNothingElse();
            assertThat(database.binding(device).connected()).isTrue();
        }
        assertThat(gateway.metric(TAKEN_OVER)).isEqualTo(before + 1);
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void theLateCloseOfTheOlderDoesNotClearTheRow() {
        // Its own gateway, whose only row to clear is that of the older connection.
        try (TestGateway quiet = TestGateway.start(database);
                RawSocket older = RawSocket.open(quiet)) {
            older.register(device);
            try (Client newer = Client.register(quiet, device)) {
                BindingDetails ours = BindingDetails.of(database, device);
                older.expectClose(1000, "Normal connection closure");
                older.close();
                await().until(() -> quiet.metric("gateway_connections") == 1 && quiet.metric(RELEASED) >= 1);
                assertThat(database.binding(device).connected()).isTrue();
                assertThat(BindingDetails.of(database, device)).isEqualTo(ours);
                newer.expectNothingElse();
            }
            await().until(() -> !database.binding(device).connected());
        }
    }

    @Test
    void aCloseThatTheDatabaseHearsOfAfterTheNextRegistrationDoesNotClearTheRow() {
        try (TestGateway quiet = TestGateway.start(
                database, Map.of("GATEWAY_QUERY_TIMEOUT", "30s", "GATEWAY_REGISTRATION_TIMEOUT", "30s"))) {
            Client older = Client.register(quiet, device);
            try (Client newer = Client.connect(quiet)) {
                try (TableLock lock = TableLock.on(database, TableLock.BINDINGS)) {
                    newer.send(Client.registration(device));
                    lock.awaitWaiter();
                    older.abort();
                    await().until(() -> quiet.metric("gateway_connections") == 1);
                }
                newer.expectText(Replies.REGISTERED);
                await().until(() -> quiet.metric(RELEASED) >= 1);
                assertThat(database.binding(device).connected()).isTrue();
                newer.expectNothingElse();
            }
            await().until(() -> !database.binding(device).connected());
        }
    }

    @Test
    void aCloseClearsNoRowOfAnotherInstanceAndNoneOfAnotherTransport() {
        try (TestGateway quiet = TestGateway.start(database)) {
            Client client = Client.register(quiet, device);
            // A row with all other columns like the gateway's own.
            database.execute("""
                    INSERT INTO dashboard."connectionBindings"
                      (id, "deviceUID", "lastConnectedAt", server, "connectingStatus", type, created, updated)
                    SELECT gen_random_uuid(), "deviceUID", "lastConnectedAt", server, true, 'mqtt', now(), now()
                    FROM dashboard."connectionBindings" WHERE "deviceUID" = '%s'
                    """.formatted(device.uid()));
            database.execute("""
                    UPDATE dashboard."connectionBindings" SET server = 'another:5000'
                    WHERE "deviceUID" = '%s' AND type = 'ws'
                    """.formatted(device.uid()));
            client.close();
            await().until(() -> quiet.metric(RELEASED) >= 1);
            assertThat(database.bindings())
                    .filteredOn(row -> row.device().equals(device.uid().value()))
                    .hasSize(2)
                    .allMatch(TestDatabase.BindingRow::connected);
        }
    }

    @Test
    void anActuationGoesToTheNewerOnly() {
        try (Client older = Client.register(gateway, device);
                Client newer = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(device, "to the newer")));
            newer.expectText(Replies.actuation(Actuations.body(device, "to the newer")));
            newer.expectNothingElse();
            older.expectClose(1000, "Normal connection closure");
        }
    }

    @Test
    void whatWasSentBeforeTheTakeOverStillReachesTheOlder() {
        try (RawSocket older = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            older.register(device);
            sender.send(Actuations.message(Actuations.body(device, "to the older")));
            sender.expectNothingElse();
            try (Client newer = Client.register(gateway, device)) {
                older.expectText(Replies.actuation(Actuations.body(device, "to the older")));
                older.expectClose(1000, "Normal connection closure");
                newer.expectNothingElse();
            }
        }
    }

    @Test
    void anOlderConnectionMayTakeADeviceFromANewerOne() {
        DeviceIdentity another =
                database.addDevice("example002", device.account().value());
        try (Client first = Client.register(gateway, another);
                Client second = Client.register(gateway, device)) {
            first.send(Client.registration(device));
            first.expectText(Replies.REGISTERED);
            second.expectClose(1000, "Normal connection closure");
            first.expectNothingElse();
            assertThat(database.binding(device).connected()).isTrue();
            assertThat(database.binding(another).connected()).isTrue();
        }
    }

    @Test
    void ofManyConnectionsOneAfterTheOtherTheLastHasTheDevice() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(Client.register(gateway, device));
        }
        Client last = clients.remove(clients.size() - 1);
        clients.forEach(older -> older.expectClose(1000, "Normal connection closure"));
        last.expectNothingElse();
        assertThat(database.binding(device).connected()).isTrue();
        assertThat(gateway.metric("gateway_devices")).isEqualTo(1);
        last.close();
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void ofManyConnectionsAtOnceOneHasTheDevice() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(Client.connect(gateway));
        }
        String registration = Client.registration(device);
        clients.forEach(client -> client.send(registration));
        clients.forEach(client -> client.expectText(Replies.REGISTERED));
        await().until(() -> gateway.metric("gateway_connections") == 1);
        List<Client> open = clients.stream()
                .filter(client -> !client.socket().isOutputClosed())
                .toList();
        assertThat(open).hasSize(1);
        open.get(0).expectNothingElse();
        assertThat(database.binding(device).connected()).isTrue();
        clients.remove(open.get(0));
        clients.forEach(older -> older.expectClose(1000, "Normal connection closure"));
        open.get(0).close();
        await().until(() -> !database.binding(device).connected());
    }
}
