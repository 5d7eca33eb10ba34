package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TableLock;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.Tokens;

/** PROTOCOL.md, "Messages to the server": a good token for a device that is not in the database. */
class RegistrationRefusalIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(
            strings = {"\"x\"", "\"1-1-1-1-1\"", "5", "true", "[]", "\"c4715841-bb1e-4c87-ad78-2376fe596a1\\u0000\""})
    void answers500ToAnAccountThatIsNoUuid(String id) {
        database.addDevice("example001", account);
        String token =
                Tokens.signed(Tokens.claims("example001", "[{\"id\":" + id + "}]", Tokens.in(Duration.ofHours(1))));
        Client.expectRefusal(
                gateway,
                Client.registration("example001", token),
                Replies.UNAVAILABLE,
                1000,
                "Normal connection closure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "EXAMPLE001", "example001 ", "exam\\u0000ple", "%", "😀"})
    void answers500WhenThereIsNoSuchDevice(String deviceId) {
        DeviceIdentity device = database.addDevice("example001", account);
        String token = Tokens.signed(Tokens.claims(deviceId, account));
        Client.expectRefusal(
                gateway, Client.registration(deviceId, token), Replies.UNAVAILABLE, 1000, "Normal connection closure");
        assertThat(database.binding(device)).isNull();
    }

    @Test
    void answers500WhenOnlyAnotherAccountHasTheDevice() {
        DeviceIdentity theirs = database.addDevice("example001", UUID.randomUUID());
        String token = Tokens.signed(Tokens.claims("example001", account));
        Client.expectRefusal(
                gateway,
                Client.registration("example001", token),
                Replies.UNAVAILABLE,
                1000,
                "Normal connection closure");
        assertThat(database.binding(theirs)).isNull();
    }

    @Test
    void answers500ToAnIdThatNoColumnHolds() {
        String id = "d".repeat(300);
        Client.expectRefusal(
                gateway,
                Client.registration(id, Tokens.signed(Tokens.claims(id, account))),
                Replies.UNAVAILABLE,
                1000,
                "Normal connection closure");
    }

    @Test
    void aRegistrationThatIsRefusedTakesTheOthersOfItsConnectionWithIt() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (Client client = Client.register(gateway, device)) {
            client.send(Client.registration("example001", "x"));
            client.expectText(Replies.INVALID_TOKEN);
            client.expectClose(1008, "Policy violation");
        }
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void idsThatNoRowHasDoNotHarmThoseWhoRegisterAtTheSameTime() {
        DeviceIdentity first = database.addDevice("first", account);
        DeviceIdentity good = database.addDevice("good", account);
        DeviceIdentity alsoGood = database.addDevice("also good", account);
        String tooLong = "d".repeat(300);
        try (Client one = Client.connect(gateway);
                Client two = Client.connect(gateway);
                Client nul = Client.connect(gateway);
                Client longest = Client.connect(gateway);
                Client three = Client.connect(gateway)) {
            try (TableLock lock = TableLock.on(database, TableLock.DEVICES)) {
                one.send(Client.registration(first));
                lock.awaitWaiter();
                // From here on, registrations gather in a batch.
                two.send(Client.registration(good));
                nul.send(Client.registration("a\\u0000b", Tokens.signed(Tokens.claims("a\\u0000b", account))));
                longest.send(Client.registration(tooLong, Tokens.signed(Tokens.claims(tooLong, account))));
                three.send(Client.registration(alsoGood));
                nul.expectText(Replies.UNAVAILABLE);
                longest.expectText(Replies.UNAVAILABLE);
            }
            one.expectText(Replies.REGISTERED);
            two.expectText(Replies.REGISTERED);
            three.expectText(Replies.REGISTERED);
            nul.expectClose(1000, "Normal connection closure");
            longest.expectClose(1000, "Normal connection closure");
            assertThat(database.binding(good).connected()).isTrue();
            assertThat(database.binding(alsoGood).connected()).isTrue();
        }
    }
}
