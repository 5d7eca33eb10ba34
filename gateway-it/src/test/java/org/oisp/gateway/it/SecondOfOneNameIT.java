package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.StartupException;

/** A gateway that is started a second time by mistake. */
class SecondOfOneNameIT {

    private static final TestDatabase database = TestDatabase.shared();

    private final DeviceIdentity device = database.addDevice("device", UUID.randomUUID());

    @Test
    void leavesTheRowsOfTheOneThatRunsAsTheyAre() {
        try (TestGateway running = TestGateway.start(database);
                Client connected = Client.register(running, device)) {
            Map<String, String> samePort = Map.of("GATEWAY_PORT", Integer.toString(running.port()));

            assertThatThrownBy(() -> TestGateway.start(database, samePort)).isInstanceOf(StartupException.class);

            assertThat(database.binding(device).connected()).isTrue();
        }
    }
}
