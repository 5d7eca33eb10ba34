package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.EventStream;
import org.oisp.gateway.it.support.ProcessCluster;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;

/** Instances see each other's load, and each other's death. */
class ClusterViewIT {

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @Test
    void showsTheLoadOfAllAndWhoIsDead() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_LEASE_INTERVAL", "500ms");
        settings.put("GATEWAY_LEASE_DURATION", "2s");
        DeviceIdentity device = database.addDevice("there", UUID.randomUUID());
        try (ProcessCluster cluster =
                        ProcessCluster.start(Path.of(System.getProperty("gateway.home")), database, 2, settings);
                EventStream stream = EventStream.open(cluster.management(0).resolve("/api/live"));
                Client client = Client.connect(cluster.url(1))) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            JsonNode view = stream.next(
                    "cluster", seen -> member(seen, 1).path("devices").intValue() == 1);
            assertThat(view.get("scope").textValue()).isEqualTo("cluster");
            for (int i = 0; i < 2; i++) {
                JsonNode member = member(view, i);
                assertThat(member.get("self").booleanValue()).isEqualTo(i == 0);
                assertThat(member.get("state").textValue()).isEqualTo("alive");
                assertThat(member.get("version").textValue()).isEqualTo("0.1.0");
                assertThat(System.currentTimeMillis() - member.get("beat").longValue())
                        .isBetween(-1_000L, Duration.ofSeconds(60).toMillis());
                assertThat(member.get("started").longValue())
                        .isLessThan(member.get("beat").longValue());
                assertThat(member.get("devices").intValue()).isEqualTo(i);
                assertThat(member.get("cpu").isNumber()).isTrue();
                assertThat(member.get("registrationsPerSecond").isNumber()).isTrue();
                assertThat(member.get("actuationsPerSecond").isNumber()).isTrue();
            }

            cluster.signal(1, "KILL");
            JsonNode silent = stream.next(
                    "cluster", seen -> !member(seen, 1).path("state").asText().equals("alive"));
            assertThat(member(silent, 1).get("devices").isNull()).isTrue();
            stream.next(
                    "cluster", seen -> member(seen, 1).path("state").asText().equals("dead"));
            assertThat(member(silent, 0).get("state").textValue()).isEqualTo("alive");
        }
    }

    private static JsonNode member(JsonNode view, int index) {
        return StreamSupport.stream(view.get("instances").spliterator(), false)
                .filter(member -> member.get("name").textValue().equals(ProcessCluster.server(index)))
                .findFirst()
                .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }
}
