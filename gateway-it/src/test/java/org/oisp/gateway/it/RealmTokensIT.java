package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Realm;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.Tokens;

/** PROTOCOL.md, "Keycloak era": tokens of a realm whose keys rotate. */
class RealmTokensIT extends RealmConversation {

    @Test
    void takesATokenOfTheRealmAndOneOfTheFile() {
        startWithKeys(Map.of());
        register(device, realm.token("first", device)).close();
        register(other, TestKeys.token(other)).close();
    }

    @Test
    void aRealmNeedsNoFile() {
        startWithKeys(Map.of("GATEWAY_PUBLIC_KEY", ""));
        register(device, realm.token("first", device)).close();
        refuse(other, TestKeys.token(other));
    }

    @Test
    void findsTheKeysByTheDiscoveryDocument() {
        Map<String, String> variables = TestGateway.environment(database.port());
        variables.put("GATEWAY_KEYCLOAK_DISCOVERY_URL", realm.issuer() + "/.well-known/openid-configuration");
        gateway = TestGateway.start(database, variables);
        register(device, realm.token("first", device)).close();
        refuse(
                other,
                Tokens.signed(
                        "{\"alg\":\"RS256\",\"kid\":\"first\"}",
                        Realm.claims(other, Realm.AUDIENCE, "http://another"),
                        realm.pair("first").getPrivate()));
    }

    @Test
    void refusesTokensThatAreNotTheRealmsOrNotForUs() {
        startWithKeys(Map.of());
        refuse(device, realm.token("first", TestKeys.FOREIGN, device));
        refuse(device, realm.token("first", other));
        for (String claims : List.of(
                Realm.claims(device, "another", realm.issuer()), Realm.claims(device, Realm.AUDIENCE, "http://x"))) {
            refuse(
                    device,
                    Tokens.signed(
                            "{\"alg\":\"RS256\",\"kid\":\"first\"}",
                            claims,
                            realm.pair("first").getPrivate()));
        }
        refuse(device, realm.token("nobody's", device));
        assertThat(gateway.metric("gateway_registrations_total{outcome=\"keys_unavailable\"}"))
                .isZero();
    }

    @Test
    void rotationDropsNobodyAndTheNewKeyIsGoodAtOnce() {
        startWithKeys(Map.of("GATEWAY_KEYCLOAK_REFRESH", "300ms"));
        try (Client connected = register(device, realm.token("first", device))) {
            realm.publish("second", "first");
            try (Client late = register(other, realm.token("second", other))) {
                realm.publish("second");
                await().until(() -> gateway.metric("gateway_token_keys") == 1);
                // Its key is gone for good, so a new registration is refused although the gateway had cached the token.
                refuse(device, realm.token("first", device));
                delivers(connected, device, 1);
                delivers(late, other, 2);
            }
            assertThat(gateway.metric("gateway_drops_total{reason=\"registration_refused\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aTokenThatIsRememberedGoesWithItsKey() {
        startWithKeys(Map.of("GATEWAY_KEYCLOAK_REFRESH", "300ms"));
        String token = realm.token("first", device);
        register(device, token).close();
        register(device, token).close();
        realm.publish("second", "first");
        await().until(() -> gateway.metric("gateway_token_keys") == 2);
        register(device, token).close();

        realm.publish("second");
        await().until(() -> gateway.metric("gateway_token_keys") == 1);
        refuse(device, token);
    }

    @Test
    void aStormOfTokensWithANewKeyCostsOneFetch() {
        startWithKeys(Map.of());
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 100).mapToObj(i -> "storm-" + i).toList(), account);
        realm.publish("second");
        int before = realm.requests();
        List<Client> clients = new ArrayList<>();
        for (DeviceIdentity each : devices) {
            Client client = Client.connect(gateway);
            clients.add(client);
            client.send(Client.registration(each.id().value(), realm.token("second", each)));
        }
        clients.forEach(client -> client.expectText(Replies.REGISTERED));
        assertThat(realm.requests()).isEqualTo(before + 1);
        clients.forEach(Client::close);
    }

    @Test
    void tokensOfUnknownKeysFetchOnceAMinuteAndAreRefused() {
        startWithKeys(Map.of());
        int before = realm.requests();
        for (int i = 0; i < 20; i++) {
            refuse(device, realm.token("first" + i, TestKeys.FOREIGN, device));
        }
        assertThat(realm.requests()).isEqualTo(before + 1);
    }
}
