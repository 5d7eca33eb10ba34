package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Realm;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A realm, a gateway that accepts its tokens, and two devices of one account. */
abstract class RealmConversation {

    static final Duration ANSWER = Duration.ofSeconds(60);
    static final String FETCHED = "gateway_token_key_fetches_total{outcome=\"done\"}";
    static final String FAILED = "gateway_token_key_fetches_total{outcome=\"failed\"}";

    static final TestDatabase database = TestDatabase.shared();

    final UUID account = UUID.randomUUID();
    final DeviceIdentity device = database.addDevice("device", account);
    final DeviceIdentity other = database.addDevice("other", account);

    @AutoClose
    final Realm realm = new Realm("first");

    TestGateway gateway;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    void start(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>(realm.variables());
        variables.putAll(settings);
        gateway = TestGateway.start(database, variables);
    }

    /** Starts a gateway and waits until it has the realm's keys. */
    void startWithKeys(Map<String, String> settings) {
        start(settings);
        await().until(() -> gateway.metric("gateway_token_keys") > 0);
    }

    Client register(DeviceIdentity who, String token) {
        Client client = Client.connect(gateway);
        client.send(Client.registration(who.id().value(), token));
        client.expectText(Replies.REGISTERED);
        return client;
    }

    void refuse(DeviceIdentity who, String token) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(who.id().value(), token));
            client.expectText(Replies.INVALID_TOKEN);
            client.expectClose(1008, "Policy violation");
        }
    }

    void put500(DeviceIdentity who, String token) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration(who.id().value(), token));
            assertThat(client.poll(ANSWER)).isEqualTo(new Client.Event.Text(Replies.UNAVAILABLE));
            client.expectClose(1000, "Normal connection closure");
        }
    }

    void delivers(Client client, DeviceIdentity to, Object value) {
        try (Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(to, value)));
            client.expectText(Replies.actuation(Actuations.body(to, value)));
        }
    }
}
