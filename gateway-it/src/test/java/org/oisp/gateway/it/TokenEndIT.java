package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.Tokens;

/** PROTOCOL.md, "Devices that opt in": devices whose token ends while they are connected. Tokens of seconds: nothing sleeps. */
class TokenEndIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway keeping = TestGateway.start(database);

    @AutoClose
    private static final TestGateway closing = TestGateway.start(database, Map.of("GATEWAY_EXPIRED_TOKENS", "close"));

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @Test
    void aDeviceIsToldBeforeItsTokenEndsAndMaySendANewOne() throws IOException {
        Instant ends = in(5);
        try (Client receiver = Client.connect(closing);
                Client sender = Client.connect(closing)) {
            receiver.send(Client.registration(device, token(ends), "[\"renew\"]"));
            receiver.expectText(Replies.registered("\"renew\""));
            assertThat(notice(receiver)).isEqualTo("example001 " + ends);
            assertThat(Instant.now()).isBefore(ends);
            receiver.send(Client.registration(device, token(in(3600)), "[\"renew\"]"));
            receiver.expectText(Replies.registered("\"renew\""));
            // This device's token ends a second after the receiver's first one. Its close shows that both have ended.
            DeviceIdentity witness = database.addDevice("witness", UUID.randomUUID());
            try (Client other = Client.connect(closing)) {
                other.send(Client.registration(witness, token(witness, ends.plusSeconds(1)), "[]"));
                other.expectText(Replies.REGISTERED);
                other.expectClose(1008, "Policy violation");
            }
            sender.send(Actuations.message(Actuations.body(device, 1)));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            receiver.expectNothingElse();
        }
    }

    @Test
    void aConnectionIsClosedWhenATokenEndsIfThatIsWanted() {
        double before = closing.metric("gateway_drops_total{reason=\"token_expired\"}");
        DeviceIdentity other = database.addDevice("example002", UUID.randomUUID());
        Instant ends = in(2);
        try (Client both = Client.connect(closing)) {
            both.send(Client.registration(other, token(other, in(3600)), "[\"ack\"]"));
            both.expectText(Replies.registered("\"ack\""));
            both.send(Client.registration("example001", token(ends)));
            both.expectText(Replies.REGISTERED);
            both.expectClose(1008, "Policy violation");
            assertThat(Instant.now()).isAfterOrEqualTo(ends);
        }
        assertThat(closing.metric("gateway_drops_total{reason=\"token_expired\"}"))
                .isEqualTo(before + 1);
        assertThat(closing.management("/api/events?kind=dropped&limit=100").body())
                .contains("token_expired");
    }

    @Test
    void aConnectionOutlivesItsTokensOtherwise() throws IOException {
        Instant ends = in(2);
        try (Client receiver = Client.connect(keeping);
                Client sender = Client.connect(keeping)) {
            receiver.send(Client.registration(device, token(ends), "[\"renew\"]"));
            receiver.expectText(Replies.registered("\"renew\""));
            assertThat(notice(receiver)).isEqualTo("example001 " + ends);
            // At a gateway that closes, this device's token ends a second after the receiver's.
            DeviceIdentity witness = database.addDevice("witness", UUID.randomUUID());
            try (Client other = Client.connect(closing)) {
                other.send(Client.registration(witness, token(witness, ends.plusSeconds(1)), "[]"));
                other.expectText(Replies.REGISTERED);
                other.expectClose(1008, "Policy violation");
            }
            sender.send(Actuations.message(Actuations.body(device, 1)));
            receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
            receiver.expectNothingElse();
        }
    }

    private static String notice(Client receiver) throws IOException {
        JsonNode message = new ObjectMapper().readTree(((Client.Event.Text) receiver.next()).content());
        assertThat(message.path("code").asInt()).isEqualTo(1026);
        assertThat(message.size()).isEqualTo(2);
        JsonNode content = message.path("content");
        assertThat(content.size()).isEqualTo(2);
        return content.path("deviceId").asText() + " "
                + content.path("expiresAt").asText();
    }

    private static Instant in(int seconds) {
        return Tokens.in(Duration.ofSeconds(seconds))
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1);
    }

    private String token(Instant ends) {
        return token(device, ends);
    }

    private static String token(DeviceIdentity device, Instant ends) {
        return Tokens.signed(Tokens.claims(device.id().value(), "[{\"id\":\"" + device.account() + "\"}]", ends));
    }
}
