package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "The actuation a device receives": which device an actuation addresses, by era of the sender. */
class AddressingIT {

    private static TestDatabase database;
    private static TestGateway gateway;

    private static UUID account;
    private static DeviceIdentity device;
    private static DeviceIdentity other;
    private static Client receiver;
    private static Client bystander;
    private static Client sender;

    @BeforeAll
    static void start() {
        database = TestDatabase.shared();
        // No pings: the connections last as long as the tests.
        gateway = TestGateway.start(database, Map.of("GATEWAY_PING_INTERVAL", "1h"));
        account = UUID.randomUUID();
        device = database.addDevice("example001", account);
        other = database.addDevice("example002", account);
        receiver = Client.register(gateway, device);
        bystander = Client.register(gateway, other);
        sender = Client.connect(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Address templates; their arguments are UID, account, id, and the other device's UID and id. */
    static Stream<String> addresses() {
        return Stream.of(
                // by key
                "{'deviceUID':'%1$s'}",
                "{'deviceUID':'%1$s','deviceId':'%5$s','accountId':'%2$s'}",
                "{'deviceUID':'%1$s','deviceId':null,'accountId':'x'}",
                "{'deviceUID':'%4$s','deviceUID':'%1$s'}",
                // by account and id
                "{'deviceId':'%3$s','accountId':'%2$s'}",
                "{'deviceId':'%3$s','domainId':'%2$s'}",
                "{'accountId':'%2$s','domainId':'%2$s','deviceId':'%3$s'}",
                "{'deviceUID':null,'deviceId':'%3$s','domainId':'%2$s'}",
                "{'deviceId':'%3$s','accountId':null,'domainId':'%2$s'}",
                "{'deviceId':'%3$s','accountId':'%2$s','domainId':null}",
                // by id alone
                "{'deviceId':'%3$s'}",
                "{'deviceId':'%3$s','deviceUID':null}",
                "{'deviceId':'%3$s','accountId':null,'domainId':null}",
                "{'deviceId':'%3$s','gatewayId':'%5$s'}");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void reachesTheDeviceThatIsMeant(String content) {
        double accepted = outcome("accepted");
        String body = body(content);
        sender.send(Actuations.message(body));
        receiver.expectText(Replies.actuation(body));
        receiver.expectNothingElse();
        bystander.expectNothingElse();
        sender.expectNothingElse();
        assertThat(outcome("accepted")).isEqualTo(accepted + 1);
    }

    @Test
    void aKeyMayBeWrittenInCapitals() {
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid().toString().toUpperCase(Locale.ROOT) + "\"}}";
        sender.send(Actuations.message(body));
        receiver.expectText(Replies.actuation(body));
    }

    static Stream<String> strangers() {
        return Stream.of(
                "{'deviceUID':'c4715841-bb1e-4c87-ad78-2376fe596a11'}",
                "{'deviceUID':'c4715841-bb1e-4c87-ad78-2376fe596a11','deviceId':'%3$s','accountId':'%2$s'}",
                "{'deviceId':'%3$s','accountId':'c4715841-bb1e-4c87-ad78-2376fe596a11'}",
                "{'deviceId':'%3$s','domainId':'c4715841-bb1e-4c87-ad78-2376fe596a11'}",
                "{'deviceId':'%3$s','accountId':'c4715841-bb1e-4c87-ad78-2376fe596a11','domainId':'%2$s'}",
                "{'deviceId':'%3$s ','accountId':'%2$s'}",
                "{'deviceId':'nobody'}",
                "{'deviceId':'EXAMPLE001'}",
                "{'deviceId':''}");
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void deliversNothingToWhoIsNotConnected(String content) {
        expectLost(body(content), "not_connected");
    }

    static Stream<String> noAddresses() {
        return Stream.of(
                "{}",
                "{'accountId':'%2$s'}",
                "{'gatewayId':'%3$s'}",
                "{'deviceId':null}",
                "{'deviceId':5}",
                "{'deviceId':['%3$s']}",
                "{'deviceId':'%3$s','accountId':'x'}",
                "{'deviceId':'%3$s','domainId':5}",
                "{'deviceUID':'x','deviceId':'%3$s'}",
                "{'deviceUID':'','deviceId':'%3$s'}",
                "{'deviceUID':5,'deviceId':'%3$s'}",
                "{'deviceUID':{'deviceUID':'%1$s'}}",
                "{'deviceUID':'{%1$s}'}",
                "{'deviceUID':' %1$s'}",
                "5",
                "'%1$s'",
                "['%1$s']",
                "true",
                "false",
                "0",
                "''");
    }

    @ParameterizedTest
    @MethodSource("noAddresses")
    void deliversNothingToWhatIsNoAddress(String content) {
        expectLost(body(content), "unaddressed");
    }

    @Test
    void anIdThatTwoAccountsHaveConnectedMeansNeither() {
        DeviceIdentity namesake = database.addDevice("example001", UUID.randomUUID());
        String byId = "{\"content\":{\"deviceId\":\"example001\"}}";
        try (Client theirs = Client.register(gateway, namesake)) {
            expectLost(byId, "ambiguous");
            theirs.expectNothingElse();
            String byAccount =
                    "{\"content\":{\"deviceId\":\"example001\",\"accountId\":\"" + namesake.account() + "\"}}";
            sender.send(Actuations.message(byAccount));
            theirs.expectText(Replies.actuation(byAccount));
            receiver.expectNothingElse();
        }
        // Once the namesake has left, the id is unambiguous again.
        await().until(() -> gateway.metric("gateway_devices") == 2);
        sender.send(Actuations.message(byId));
        receiver.expectText(Replies.actuation(byId));
    }

    @Test
    void aDeviceThatHasLeftIsNotConnected() {
        DeviceIdentity leaver = database.addDevice("leaver", account);
        Client.register(gateway, leaver).close();
        await().until(() -> !database.binding(leaver).connected());
        expectLost(Actuations.body(leaver, 1), "not_connected");
    }

    @Test
    void aDeviceThatHasNotRegisteredYetIsNotConnected() {
        DeviceIdentity third = database.addDevice("latecomer", account);
        try (Client client = Client.connect(gateway)) {
            expectLost(Actuations.body(third, 1), "not_connected");
            client.expectNothingElse();
            client.send(Client.registration(third));
            client.expectText(Replies.REGISTERED);
            // Actuations sent before the registration are not kept.
            client.expectNothingElse();
        }
    }

    private void expectLost(String body, String outcome) {
        double lost = outcome(outcome);
        sender.send(Actuations.message(body));
        sender.expectNothingElse();
        receiver.expectNothingElse();
        bystander.expectNothingElse();
        assertThat(outcome(outcome)).isEqualTo(lost + 1);
    }

    private String body(String content) {
        return "{\"content\":"
                + content.formatted(device.uid(), account, device.id(), other.uid(), other.id())
                        .replace('\'', '"') + "}";
    }

    private static double outcome(String outcome) {
        return gateway.metric("gateway_actuations_total{outcome=\"" + outcome + "\"}");
    }
}
