package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** {@code gateway fleet} as a process, against a real gateway: what it counts, and how it ends. */
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

    /** Returns the only JSON line of the output; the others are progress, from standard error. */
    private static JsonNode json(GatewayProcess fleet) throws IOException {
        List<String> found =
                fleet.output().stream().filter(line -> line.startsWith("{")).toList();
        assertThat(found).as("%s", fleet.output()).hasSize(1);
        return JsonMapper.builder().build().readTree(found.get(0));
    }

    @Test
    void comparesReceiptsWithWhatDevicesReceive() throws IOException {
        try (GatewayProcess fleet =
                fleet(gateway, "--rate", "200", "--duration", "2s", "--senders", "2", "--receipts", "--json")) {
            JsonNode result = json(fleet);
            assertThat(fleet.exitStatus()).isZero();
            JsonNode receipts = result.at("/deliveries/receipts");
            assertThat(receipts.path("told").size()).isOne();
            assertThat(receipts.path("told").path("delivered, confirmed").asInt())
                    .isEqualTo(400);
            for (String none : List.of(
                    "falselyDelivered",
                    "falselyNotDelivered",
                    "missing",
                    "doubled",
                    "outOfOrder",
                    "connectionLost",
                    "underWay")) {
                assertThat(receipts.path(none).asInt(-1)).as(none).isZero();
            }
        }
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
            until(() -> mortal.metric("gateway_delivery_seconds_count") > 20);
            mortal.close();
            JsonNode result = json(fleet);
            assertThat(fleet.exitStatus()).isEqualTo(1);
            JsonNode deliveries = result.path("deliveries");
            assertThat(deliveries.path("delivered").asInt()).isBetween(20, 249);
            assertThat(deliveries.path("asked").asInt()).isEqualTo(250);
            assertThat(deliveries.path("underWay").asInt()).isZero();
            assertBooksBalance(deliveries);
            assertThat(deliveries.path("notSent").asInt()).isPositive();
            assertThat(result.path("errors").fieldNames())
                    .toIterable()
                    .anyMatch(kind -> kind.startsWith("device, going_away: close 1001"))
                    .anyMatch(kind -> kind.startsWith("sender, going_away: close 1001"))
                    .anyMatch(kind -> kind.equals("device, unreachable: connection refused"));
        }
    }

    @Test
    void endsWithTheTableSoFarWhenItIsBrokenOff() {
        try (GatewayProcess fleet = fleet(gateway, "--devices", "5", "--rate", "50", "--duration", "10m")) {
            awaitDeliveries();
            fleet.signal("INT");
            assertThat(fleet.exitStatus()).isZero();
            assertThat(fleet.output())
                    .anyMatch(line ->
                            line.matches("  interrupted +[\\d,]+ of 30,000 actuations were not asked for, \\d+ .*"))
                    .anyMatch(line -> line.matches("  devices +5, 5 registered at the end"))
                    .anyMatch(line -> line.matches("  delivered +\\d+/s, \\d.*"))
                    .anyMatch(line -> line.matches("  undelivered +0"))
                    .anyMatch(line -> line.matches("  errors +none"))
                    // Without a terminal, no line is redrawn.
                    .noneMatch(line -> line.contains("\u001b") || line.contains("\r"));
        }
    }

    /** Waits up to a minute, since a process starts slowly on a busy machine. */
    private static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
    }

    /** Waits until some more actuations are delivered, to any fleet of this gateway. */
    private static void awaitDeliveries() {
        double before = gateway.metric("gateway_delivery_seconds_count");
        until(() -> gateway.metric("gateway_delivery_seconds_count") > before + 5);
    }

    /** Checks that the report counts each actuation in exactly one category. */
    private static void assertBooksBalance(JsonNode deliveries) {
        assertThat(sum(deliveries, "asked", "notAsked")).isEqualTo(sum(deliveries, "planned"));
        assertThat(sum(deliveries, "sent", "notSent")).isEqualTo(sum(deliveries, "asked"));
        assertThat(sum(deliveries, "delivered", "underWay", "inStorm", "away", "lost"))
                .isEqualTo(sum(deliveries, "sent"));
        assertThat(sum(deliveries, "notSent", "inStorm", "away", "lost")).isEqualTo(sum(deliveries, "undelivered"));
    }

    private static long sum(JsonNode deliveries, String... members) {
        return Arrays.stream(members)
                .mapToLong(member -> deliveries.required(member).asLong())
                .sum();
    }

    /** The proxy drops what was sent last: the report counts it as under way, neither lost nor a fault. */
    @Test
    void whatIsUnderWayWhenItIsBrokenOffIsNotLost() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(gateway.url().getPort());
                GatewayProcess fleet = throughProxy(
                        proxy, "--devices", "5", "--rate", "50", "--duration", "10m", "--grace", "1h", "--json")) {
            awaitDeliveries();
            proxy.beSilent();
            until(() -> proxy.swallowed() >= 5);
            fleet.signal("INT");
            JsonNode result = json(fleet);
            assertThat(fleet.exitStatus()).isZero();
            assertThat(result.path("interrupted").asBoolean()).isTrue();
            JsonNode deliveries = result.path("deliveries");
            assertBooksBalance(deliveries);
            assertThat(deliveries.path("underWay").asInt()).isPositive();
            assertThat(deliveries.path("undelivered").asInt()).isZero();
        }
    }

    @Test
    void saysHowFarItWasWhenItIsBrokenOffWhileDevicesRegister() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(gateway.url().getPort())) {
            proxy.beSilent();
            try (GatewayProcess fleet =
                    throughProxy(proxy, "--devices", "5", "--connecting", "2", "--rate", "0", "--json")) {
                until(() -> proxy.swallowed() == 2);
                fleet.signal("INT");
                JsonNode result = json(fleet);
                // No device is registered, so the run failed.
                assertThat(fleet.exitStatus()).isEqualTo(1);
                JsonNode registrations = result.path("registrations");
                assertThat(registrations.path("registered").asInt()).isZero();
                assertThat(registrations.path("underWay").asInt()).isEqualTo(2);
                assertThat(registrations.path("notAsked").asInt()).isEqualTo(3);
                assertBooksBalance(result.path("deliveries"));
            }
        }
    }

    @Test
    void isBrokenOffWhileItsSendersConnect() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(gateway.url().getPort())) {
            proxy.beSilent();
            try (GatewayProcess fleet = throughProxy(proxy, "--devices", "5", "--json")) {
                until(() -> proxy.swallowed() == 1);
                fleet.signal("INT");
                JsonNode result = json(fleet);
                assertThat(fleet.exitStatus()).isEqualTo(1);
                assertThat(result.at("/registrations/notAsked").asInt()).isEqualTo(5);
                assertBooksBalance(result.path("deliveries"));
            }
        }
    }

    private static GatewayProcess throughProxy(TcpProxy proxy, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("fleet", "--url", "ws://127.0.0.1:" + proxy.port() + "/", "--fleet", file.toString()));
        arguments.addAll(List.of(options));
        return GatewayProcess.run(home, LOGIN, arguments.toArray(String[]::new));
    }

    @Test
    void saysInALineWhyItCannotRun() throws IOException {
        try (GatewayProcess nobody =
                GatewayProcess.run(home, LOGIN, "fleet", "--fleet", file.toString(), "--url", "ws://127.0.0.1:1/")) {
            assertThat(nobody.exitStatus()).isEqualTo(1);
            assertThat(nobody.output()).containsExactly("cannot connect to ws://127.0.0.1:1/: connection refused");
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
            // A slow registration prints its progress.
            assertThat(refused.output())
                    .filteredOn(line -> !line.startsWith("registering: "))
                    .containsExactly("no device could register: device, token_refused: close 1008, Invalid device"
                            + " token for device (1 times)");
        }
    }
}
