package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayLog;
import org.oisp.gateway.it.support.Realm;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.Tokens;

/** PROTOCOL.md, "Keycloak era": tokens of a realm whose keys rotate, and a realm that is away. */
class RealmTokensIT {

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final String FETCHED = "gateway_token_key_fetches_total{outcome=\"done\"}";
    private static final String FAILED = "gateway_token_key_fetches_total{outcome=\"failed\"}";

    private static final TestDatabase database = TestDatabase.shared();

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("device", account);
    private final DeviceIdentity other = database.addDevice("other", account);

    @AutoClose
    private final Realm realm = new Realm("first");

    private TestGateway gateway;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private void start(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>(realm.variables());
        variables.putAll(settings);
        gateway = TestGateway.start(database, variables);
    }

    /** Starts a gateway that has the realm's keys. */
    private void startWithKeys(Map<String, String> settings) {
        start(settings);
        await().until(() -> gateway.metric("gateway_token_keys") > 0);
    }

    private Client register(DeviceIdentity who, String token) {
        Client client = Client.connect(gateway);
        client.send(Client.registration(who.id().value(), token));
        client.expectText(Replies.REGISTERED);
        return client;
    }

    private void refuse(DeviceIdentity who, String token) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(who.id().value(), token));
            client.expectText(Replies.INVALID_TOKEN);
            client.expectClose(1008, "Policy violation");
        }
    }

    private void put500(DeviceIdentity who, String token) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(who.id().value(), token));
            assertThat(client.poll(ANSWER)).isEqualTo(new Client.Event.Text(Replies.UNAVAILABLE));
            client.expectClose(1000, "Normal connection closure");
        }
    }

    private void delivers(Client client, DeviceIdentity to, Object value) {
        try (Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(to, value)));
            client.expectText(Replies.actuation(Actuations.body(to, value)));
        }
    }

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
                // Its key is gone for good: the token counts for no new registration, though it was remembered.
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

    @Test
    void oldKeysServeWhileTheRealmIsAwayAndItComesBackByItself() {
        try (GatewayLog log = new GatewayLog()) {
            startWithKeys(Map.of("GATEWAY_KEYCLOAK_REFRESH", "300ms"));
            realm.stop();
            await().until(() -> gateway.metric(FAILED) >= 3);
            register(device, realm.token("first", device)).close();
            refuse(other, realm.token("first", TestKeys.FOREIGN, other));
            // Nobody can say whether that one is good: the device is to come again.
            put500(other, realm.token("second", other));
            assertThat(log.linesWith("token keys cannot be fetched")).hasSize(1);

            realm.publish("second");
            realm.start();
            await().until(() -> log.linesWith("token keys can be fetched again").size() == 1);
            register(other, realm.token("second", other)).close();
        }
    }

    @Test
    void startsWithoutTheRealmAndServesItsTokensOnceItIsThere() {
        realm.stop();
        start(Map.of());
        await().until(() -> gateway.metric(FAILED) >= 2);
        put500(device, realm.token("first", device));
        register(other, TestKeys.token(other)).close();

        realm.start();
        await().until(() -> gateway.metric(FETCHED) >= 1);
        register(device, realm.token("first", device)).close();
    }

    @Test
    void aRealmThatSaysNothingHoldsUpNobodyElse() {
        startWithKeys(Map.of());
        realm.stalls();
        try (Client waiting = Client.connect(gateway)) {
            waiting.send(Client.registration("device", realm.token("second", device)));
            register(other, realm.token("first", other)).close();
            waiting.send("{\"type\":\"ping\"}");
            waiting.expectText(Replies.PONG);
            assertThat(waiting.poll(ANSWER)).isEqualTo(new Client.Event.Text(Replies.UNAVAILABLE));
            waiting.expectClose(1000, "Normal connection closure");
        }
        realm.isItselfAgain();
        realm.publish("first", "second");
        await().until(() -> gateway.metric("gateway_token_keys") == 2);
        register(device, realm.token("second", device)).close();
    }

    /** A fetch may be allowed more time than a registration: then it is the registration's own end that counts. */
    @Test
    void aRegistrationWaitsNoLongerForKeysThanItMayTake() {
        startWithKeys(Map.of("GATEWAY_KEYCLOAK_TIMEOUT", "1m", "GATEWAY_REGISTRATION_TIMEOUT", "500ms"));
        realm.stalls();
        put500(device, realm.token("second", device));
        assertThat(gateway.metric("gateway_registrations_total{outcome=\"timed_out\"}"))
                .isEqualTo(1);
    }
}
