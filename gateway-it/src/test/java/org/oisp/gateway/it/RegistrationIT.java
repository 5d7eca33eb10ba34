package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.BindingDetails;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Messages to the server", a valid {@code type: device}, and its row according to "The database". */
class RegistrationIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();

    @Test
    void answers200AfterTheBindingRowIsWritten() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            TestDatabase.BindingRow row = database.binding(device);
            assertThat(row.connected()).isTrue();
            assertThat(row.server()).isEqualTo(gateway.server());
            assertThat(row.type()).isEqualTo("ws");
        }
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void writesTheTimesOfTheFirstRegistration() {
        DeviceIdentity device = database.addDevice("example001", account);
        Instant before = databaseTime();
        try (Client client = Client.register(gateway, device)) {
            BindingDetails row = BindingDetails.of(database, device);
            assertThat(row.created()).isBetween(before, databaseTime());
            assertThat(row.updated()).isBetween(before, databaseTime());
            assertThat(row.lastConnectedAt()).isBetween(before, databaseTime());
            client.expectNothingElse();
        }
    }

    @Test
    void aSecondRegistrationUpdatesTheRow() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (Client client = Client.register(gateway, device)) {
            client.expectNothingElse();
        }
        await().until(() -> !database.binding(device).connected());
        BindingDetails first = BindingDetails.of(database, device);
        try (Client client = Client.register(gateway, device)) {
            BindingDetails second = BindingDetails.of(database, device);
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(second.created()).isEqualTo(first.created());
            assertThat(second.updated()).isAfter(first.updated());
            assertThat(second.lastConnectedAt()).isAfter(first.lastConnectedAt());
            assertThat(database.binding(device).connected()).isTrue();
            client.expectNothingElse();
        }
    }

    @Test
    void theCloseChangesNothingButTheStatus() {
        DeviceIdentity device = database.addDevice("example001", account);
        BindingDetails open;
        try (Client client = Client.register(gateway, device)) {
            open = BindingDetails.of(database, device);
            client.expectNothingElse();
        }
        await().until(() -> !database.binding(device).connected());
        BindingDetails closed = BindingDetails.of(database, device);
        assertThat(closed.id()).isEqualTo(open.id());
        assertThat(closed.created()).isEqualTo(open.created());
        assertThat(closed.lastConnectedAt()).isEqualTo(open.lastConnectedAt());
        assertThat(database.binding(device).server()).isEqualTo(gateway.server());
    }

    @Test
    void aConnectionThatIsCutIsAClosedOne() {
        DeviceIdentity device = database.addDevice("example001", account);
        Client client = Client.register(gateway, device);
        client.abort();
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void leavesTheRowOfTheOtherTransportAlone() {
        DeviceIdentity device = database.addDevice("example001", account);
        database.execute("""
                INSERT INTO dashboard."connectionBindings"
                  (id, "deviceUID", "lastConnectedAt", server, "connectingStatus", type, created, updated)
                VALUES ('%s', '%s', now(), 'broker:1883', false, 'mqtt', now(), now())
                """.formatted(UUID.randomUUID(), device.uid()));
        try (Client client = Client.register(gateway, device)) {
            assertThat(database.bindings())
                    .filteredOn(row -> row.device().equals(device.uid().value()))
                    .extracting(TestDatabase.BindingRow::type, TestDatabase.BindingRow::connected)
                    .containsExactlyInAnyOrder(tuple("mqtt", false), tuple("ws", true));
            client.expectNothingElse();
        }
    }

    @Test
    void devicesOfOneIdInTwoAccountsAreTwoDevices() {
        DeviceIdentity here = database.addDevice("example001", account);
        DeviceIdentity there = database.addDevice("example001", UUID.randomUUID());
        try (Client first = Client.register(gateway, here);
                Client second = Client.register(gateway, there);
                Client sender = Client.connect(gateway)) {
            first.expectNothingElse();
            assertThat(database.binding(here).connected()).isTrue();
            assertThat(database.binding(there).connected()).isTrue();
            sender.send(Actuations.message(Actuations.body(here, "to the first")));
            sender.expectNothingElse();
            first.expectText(Replies.actuation(Actuations.body(here, "to the first")));
            second.expectNothingElse();
        }
    }

    @Test
    void takesAnIdOfAsManyCharactersAsTheColumnHasWhateverTheyAre() {
        DeviceIdentity longest = database.addDevice("d".repeat(255), account);
        DeviceIdentity widest = database.addDevice("😀".repeat(255), account);
        DeviceIdentity quoted = database.addDevice("it's $1, %s; --", account);
        try (Client client = Client.connect(gateway)) {
            for (DeviceIdentity device : new DeviceIdentity[] {longest, widest, quoted}) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
                assertThat(database.binding(device).connected()).isTrue();
            }
        }
    }

    private static Instant databaseTime() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet now = statement.executeQuery("SELECT clock_timestamp()")) {
            now.next();
            return now.getObject(1, java.time.OffsetDateTime.class).toInstant();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
