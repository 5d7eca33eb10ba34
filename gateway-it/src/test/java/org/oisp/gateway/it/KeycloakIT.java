package org.oisp.gateway.it;

import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.KeycloakServer;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Keycloak era", against a real Keycloak. Profile keycloak only: it takes a minute to start. */
@Tag("keycloak")
class KeycloakIT {

    private static final TestDatabase database = TestDatabase.shared();
    private static final UUID account = UUID.randomUUID();
    private static final DeviceIdentity device = database.addDevice("example001", account);

    private static KeycloakServer keycloak;

    @BeforeAll
    static void start() {
        keycloak = new KeycloakServer(account);
        keycloak.await();
    }

    @AfterAll
    static void stop() {
        keycloak.close();
    }

    private static TestGateway gateway(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>(settings);
        variables.put("GATEWAY_PUBLIC_KEY", "");
        return TestGateway.start(database, variables);
    }

    @Test
    void takesTheTokensOfARealmAlsoAfterItsKeysAreRotated() {
        try (TestGateway gateway = gateway(Map.of(
                "OISP_WEBSOCKET_SERVER_CONFIG",
                "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\","
                        + "\"keycloakConfig\":\"@@OISP_KEYCLOAK_CONFIG\"}",
                "OISP_KEYCLOAK_CONFIG",
                keycloak.keycloakConfig()))) {
            await().until(() -> gateway.metric("gateway_token_keys") == 1);
            try (Client connected = register(gateway, keycloak.token("device"));
                    Client sender = Client.connect(gateway)) {
                keycloak.rotate();
                sender.send(Actuations.message(Actuations.body(device, 1)));
                connected.expectText(Replies.actuation(Actuations.body(device, 1)));

                // Signed with the new key, which the gateway has not fetched yet.
                try (Client again = register(gateway, keycloak.token("device"))) {
                    connected.expectClose(1000, "Normal connection closure");
                    sender.send(Actuations.message(Actuations.body(device, 2)));
                    again.expectText(Replies.actuation(Actuations.body(device, 2)));
                }
            }
            await().until(() -> gateway.metric("gateway_token_keys") == 2);
            refuses(gateway, keycloak.token("stranger"));
        }
    }

    @Test
    void findsTheKeysByTheDiscoveryDocument() {
        try (TestGateway gateway = gateway(
                Map.of("GATEWAY_KEYCLOAK_DISCOVERY_URL", keycloak.realm() + "/.well-known/openid-configuration"))) {
            await().until(() -> gateway.metric("gateway_token_keys") >= 1);
            refuses(gateway, keycloak.token("stranger"));
            register(gateway, keycloak.token("device")).close();
        }
    }

    private static Client register(TestGateway gateway, String token) {
        Client client = Client.connect(gateway);
        client.send(Client.registration("example001", token));
        client.expectText(Replies.REGISTERED);
        return client;
    }

    private static void refuses(TestGateway gateway, String token) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration("example001", token));
            client.expectText(Replies.INVALID_TOKEN);
            client.expectClose(1008, "Policy violation");
        }
    }
}
