package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** {@code gateway fleet} as a process, with a real gateway: what it counts, and how it ends. */
class FleetIT {

    private static final int DEVICES = 50;
    private static final Map<String, String> LOGIN = Map.of("OISP_WEBSOCKETUSER_CONFIG", Actuations.CREDENTIALS);

    @TempDir
    private static Path home;

    private static TestGateway gateway;
    private static Path file;

    @BeforeAll
    static void start() throws IOException {
        gateway = gateway();
        List<DeviceIdentity> devices = TestDatabase.shared()
                .addDevices(
                        IntStream.range(0, DEVICES).mapToObj(i -> "fleet-" + i).toList(), UUID.randomUUID());
        file = Files.write(
                home.resolve("fleet.csv"),
                devices.parallelStream()
                        .map(device -> device.id() + "," + device.uid() + "," + device.account() + ","
                                + TestKeys.token(device))
                        .toList());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static TestGateway gateway() {
        return TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_ADVERTISED_SERVER", "fleet-test:5000"));
    }

    private static GatewayProcess fleet(TestGateway gateway, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("fleet", "--url", gateway.url().toString(), "--fleet", file.toString()));
        arguments.addAll(List.of(options));
        return GatewayProcess.run(home, LOGIN, arguments.toArray(String[]::new));
    }

    /** The only line that is JSON: the others are progress, on the other stream. */
    private static JsonNode json(GatewayProcess fleet) throws IOException {
        List<String> found =
                fleet.output().stream().filter(line -> line.startsWith("{")).toList();
        assertThat(found).as("%s", fleet.output()).hasSize(1);
        return JsonMapper.builder().build().readTree(found.get(0));
    }

    @Test
    void countsEachActuationOnce() throws IOException {
        try (GatewayProcess fleet =
                fleet(gateway, "--rate", "200", "--duration", "2s", "--senders", "3", "--payload", "2000", "--json")) {
            JsonNode result = json(fleet);
            assertThat(fleet.exitStatus()).isZero();
            assertThat(result.at("/registrations/registered").asInt()).isEqualTo(DEVICES);
            JsonNode deliveries = result.path("deliveries");
            assertThat(deliveries.path("sent").asInt()).isEqualTo(400);
            assertThat(deliveries.path("delivered").asInt()).isEqualTo(400);
            assertThat(deliveries.path("undelivered").asInt()).isZero();
            assertThat(deliveries.path("duplicates").asInt()).isZero();
            assertThat(deliveries.path("outOfOrder").asInt()).isZero();
            assertThat(deliveries.at("/micros/p9999").asLong())
                    .isGreaterThanOrEqualTo(deliveries.at("/micros/p50").asLong())
                    .isPositive();
            assertThat(result.at("/tool/busyCores").asDouble()).isPositive();
            assertThat(result.path("errors").isEmpty()).isTrue();
            assertThat(result.path("storm").isNull()).isTrue();
        }
    }

    @Test
    void allComeBackFromAStorm() throws IOException {
        try (GatewayProcess fleet = fleet(
                gateway,
                "--range",
                "11-40",
                "--rate",
                "20",
                "--duration",
                "2s",
                "--storm",
                "--storm-jitter",
                "500ms",
                "--json")) {
            JsonNode result = json(fleet);
            assertThat(fleet.exitStatus()).isZero();
            assertThat(result.at("/storm/dropped").asInt()).isEqualTo(30);
            assertThat(result.at("/storm/back").asInt()).isEqualTo(30);
            assertThat(result.at("/registrations/registered").asInt()).isEqualTo(30);
            JsonNode deliveries = result.path("deliveries");
            assertThat(deliveries.path("undelivered")).isEqualTo(deliveries.path("inStorm"));
        }
    }

    @Test
    void aGatewayThatEndsInTheMiddleIsCounted() throws IOException {
        TestGateway mortal = gateway();
        try (GatewayProcess fleet =
                fleet(mortal, "--devices", "10", "--rate", "50", "--duration", "5s", "--grace", "200ms", "--json")) {
            org.awaitility.Awaitility.await().until(() -> mortal.metric("gateway_delivery_seconds_count") > 20);
            mortal.close();
            JsonNode result = json(fleet);
            assertThat(fleet.exitStatus()).isEqualTo(1);
            JsonNode deliveries = result.path("deliveries");
            assertThat(deliveries.path("delivered").asInt()).isBetween(20, 249);
            assertThat(deliveries.path("sent").asInt()).isEqualTo(250);
            assertThat(deliveries.path("delivered").asInt()
                            + deliveries.path("notSent").asInt()
                            + deliveries.path("away").asInt()
                            + deliveries.path("lost").asInt())
                    .isEqualTo(250);
            assertThat(deliveries.path("notSent").asInt()).isPositive();
            assertThat(result.path("errors").fieldNames())
                    .toIterable()
                    .anyMatch(kind -> kind.startsWith("device, going_away: close 1001"))
                    .anyMatch(kind -> kind.startsWith("sender, going_away: close 1001"))
                    .anyMatch(kind -> kind.equals("device, unreachable: nobody listens there"));
        }
    }

    @Test
    void endsWithTheTableSoFarWhenItIsBrokenOff() {
        try (GatewayProcess fleet = fleet(gateway, "--devices", "5", "--rate", "50", "--duration", "10m")) {
            fleet.awaitLine("delivered, p50");
            fleet.signal("INT");
            assertThat(fleet.exitStatus()).isZero();
            assertThat(fleet.output())
                    .anyMatch(line -> line.matches("  devices +5, 5 registered at the end"))
                    .anyMatch(line -> line.matches("  delivered +\\d+/s, \\d.*"))
                    .anyMatch(line -> line.matches("  undelivered +0"))
                    .anyMatch(line -> line.matches("  errors +none"))
                    // No terminal: nothing is drawn again.
                    .noneMatch(line -> line.contains("\u001b") || line.contains("\r"));
        }
    }

    @Test
    void saysInALineWhyItCannotRun() throws IOException {
        try (GatewayProcess nobody =
                GatewayProcess.run(home, LOGIN, "fleet", "--fleet", file.toString(), "--url", "ws://127.0.0.1:1/")) {
            assertThat(nobody.exitStatus()).isEqualTo(1);
            assertThat(nobody.output()).containsExactly("cannot connect to ws://127.0.0.1:1/: nobody listens there");
        }
        Path foreign = Files.writeString(
                home.resolve("foreign.csv"), "nobody," + UUID.randomUUID() + "," + UUID.randomUUID() + ",no-token\n");
        try (GatewayProcess refused = GatewayProcess.run(
                home,
                LOGIN,
                "fleet",
                "--fleet",
                foreign.toString(),
                "--url",
                gateway.url().toString())) {
            assertThat(refused.exitStatus()).isEqualTo(1);
            assertThat(refused.output())
                    .containsExactly("no device could register: device, token_refused: close 1008, Invalid device"
                            + " token for device (1 times)");
        }
    }
}
