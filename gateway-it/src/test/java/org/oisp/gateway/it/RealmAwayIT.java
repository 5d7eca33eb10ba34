package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestKeys;

/** PROTOCOL.md, "Keycloak era": a realm that is down, or does not answer. */
class RealmAwayIT extends RealmConversation {

    @Test
    void oldKeysServeWhileTheRealmIsAwayAndItComesBackByItself() {
        try (LogWatch log = new LogWatch()) {
            startWithKeys(Map.of("GATEWAY_KEYCLOAK_REFRESH", "300ms"));
            realm.stop();
            await().until(() -> gateway.metric(FAILED) >= 3);
            register(device, realm.token("first", device)).close();
            refuse(other, realm.token("first", TestKeys.FOREIGN, other));
            // The gateway cannot tell whether this token is good, so the device must try again.
            put500(other, realm.token("second", other));
            assertThat(log.linesWith("token keys cannot be fetched")).hasSize(1);

            realm.publish("second");
            realm.start();
            await().until(() -> log.linesWith("token keys are fetched again").size() == 1);
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
        startWithKeys(Map.of("GATEWAY_KEYCLOAK_TIMEOUT", "2s"));
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

    /** If a fetch may take longer than a registration, the registration's timeout counts. */
    @Test
    void aRegistrationWaitsNoLongerForKeysThanItMayTake() {
        startWithKeys(Map.of("GATEWAY_KEYCLOAK_TIMEOUT", "1m", "GATEWAY_REGISTRATION_TIMEOUT", "500ms"));
        realm.stalls();
        put500(device, realm.token("second", device));
        assertThat(gateway.metric("gateway_registrations_total{outcome=\"timed_out\"}"))
                .isEqualTo(1);
    }
}
