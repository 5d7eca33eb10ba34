package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Messages to the server", the lines of {@code type: device}, and "The database". */
class RegistrationIT {

    private static TestDatabase database;
    private static TestGateway gateway;

    private final UUID account = UUID.randomUUID();

    @BeforeAll
    static void start() {
        database = TestDatabase.shared();
        gateway = TestGateway.start(database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void answers200AfterTheBindingRowIsWritten() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            TestDatabase.BindingRow row = database.binding(device);
            assertThat(row.connected()).isTrue();
            assertThat(row.server()).isEqualTo(TestGateway.SERVER);
            assertThat(row.type()).isEqualTo("ws");
        }
        await().until(() -> !database.binding(device).connected());
    }
}
