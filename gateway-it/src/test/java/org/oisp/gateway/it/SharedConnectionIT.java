package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.BindingDetails;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Messages to the server": a connection may register several devices, and a device more than once. */
class SharedConnectionIT {

    private static final int MAX_DEVICES = 10;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway =
            TestGateway.start(database, Map.of("GATEWAY_MAX_DEVICES_PER_CONNECTION", "" + MAX_DEVICES));

    private final UUID account = UUID.randomUUID();
    private final List<DeviceIdentity> devices = database.addDevices(
            IntStream.range(0, MAX_DEVICES).mapToObj(i -> "device" + i).toList(), account);

    @Test
    void registersDevicesOneAfterTheOther() {
        try (Client client = Client.connect(gateway)) {
            for (DeviceIdentity device : devices) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
                assertThat(connected()).contains(device);
            }
            expectThatAllReceive(client);
        }
        awaitThatNoneIsConnected();
    }

    @Test
    void registersDevicesAtOnce() {
        try (Client client = Client.connect(gateway)) {
            registerAll(client);
            assertThat(connected()).isEqualTo(devices);
            expectThatAllReceive(client);
        }
        awaitThatNoneIsConnected();
    }

    @Test
    void releasesAllDevicesOfAConnectionThatIsCut() {
        Client client = Client.connect(gateway);
        registerAll(client);
        client.abort();
        awaitThatNoneIsConnected();
    }

    @Test
    void aDeviceMayRegisterAgainOnItsOwnConnection() {
        DeviceIdentity device = devices.get(0);
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            for (int again = 0; again < 3; again++) {
                BindingDetails before = BindingDetails.of(database, device);
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
                BindingDetails after = BindingDetails.of(database, device);
                assertThat(after.id()).isEqualTo(before.id());
                assertThat(after.lastConnectedAt()).isAfter(before.lastConnectedAt());
            }
            sender.send(Actuations.message(Actuations.body(device, "once")));
            sender.expectNothingElse();
            client.expectText(Replies.actuation(Actuations.body(device, "once")));
            client.expectNothingElse();
            assertThat(database.binding(device).connected()).isTrue();
        }
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void aDeviceMayRegisterManyTimesAtOnceOnItsOwnConnection() {
        DeviceIdentity device = devices.get(0);
        try (Client client = Client.connect(gateway);
                Client sender = Client.connect(gateway)) {
            for (int i = 0; i < MAX_DEVICES; i++) {
                client.send(Client.registration(device));
            }
            for (int i = 0; i < MAX_DEVICES; i++) {
                client.expectText(Replies.REGISTERED);
            }
            sender.send(Actuations.message(Actuations.body(device, "once")));
            sender.expectNothingElse();
            client.expectText(Replies.actuation(Actuations.body(device, "once")));
            client.expectNothingElse();
        }
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void answers500ToADeviceTooManyAndKeepsTheOthers() {
        DeviceIdentity tooMany = database.addDevice("one too many", account);
        double refused = gateway.metric("gateway_registrations_total{outcome=\"too_many_devices\"}");
        try (Client client = Client.connect(gateway)) {
            registerAll(client);
            client.send(Client.registration(tooMany));
            client.expectText(Replies.UNAVAILABLE);
            assertThat(database.binding(tooMany)).isNull();
            expectThatAllReceive(client);
        }
        assertThat(gateway.metric("gateway_registrations_total{outcome=\"too_many_devices\"}"))
                .isEqualTo(refused + 1);
        awaitThatNoneIsConnected();
    }

    @Test
    void aFullConnectionMayRegisterItsOwnDevicesAgain() {
        try (Client client = Client.connect(gateway)) {
            registerAll(client);
            for (DeviceIdentity device : devices) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
            }
            expectThatAllReceive(client);
        }
        awaitThatNoneIsConnected();
    }

    @Test
    void aTakeOverEndsTheWholeConnection() {
        try (Client client = Client.connect(gateway)) {
            registerAll(client);
            try (Client newer = Client.register(gateway, devices.get(3))) {
                client.expectClose(1000, "Normal connection closure");
                await().until(() -> connected().equals(List.of(devices.get(3))));
                newer.expectNothingElse();
            }
        }
        awaitThatNoneIsConnected();
    }

    @Test
    void aDeviceIsReleasedOnlyByItsOwnConnection() {
        try (Client keeper = Client.register(gateway, devices.get(0))) {
            try (Client client = Client.register(gateway, devices.get(1))) {
                client.expectNothingElse();
            }
            await().until(() -> !database.binding(devices.get(1)).connected());
            assertThat(database.binding(devices.get(0)).connected()).isTrue();
            keeper.expectNothingElse();
        }
    }

    private void registerAll(Client client) {
        devices.forEach(device -> client.send(Client.registration(device)));
        devices.forEach(device -> client.expectText(Replies.REGISTERED));
    }

    private void expectThatAllReceive(Client client) {
        try (Client sender = Client.connect(gateway)) {
            for (DeviceIdentity device : devices) {
                sender.send(Actuations.message(Actuations.body(device, device.id())));
                client.expectText(Replies.actuation(Actuations.body(device, device.id())));
            }
        }
        client.expectNothingElse();
    }

    private void awaitThatNoneIsConnected() {
        await().until(() -> connected().isEmpty());
    }

    private List<DeviceIdentity> connected() {
        Set<UUID> keys = database.bindings().stream()
                .filter(TestDatabase.BindingRow::connected)
                .map(TestDatabase.BindingRow::device)
                .collect(Collectors.toSet());
        return devices.stream()
                .filter(device -> keys.contains(device.uid().value()))
                .toList();
    }
}
