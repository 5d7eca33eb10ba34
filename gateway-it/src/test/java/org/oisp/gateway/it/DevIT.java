package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;

/** The README's first steps: {@code dev}, {@code device}, {@code actuate} and {@code token} as processes, on free ports. */
class DevIT {

    private static final Map<String, String> FREE_PORTS = Map.of("GATEWAY_PORT", "0", "GATEWAY_MANAGEMENT_PORT", "0");

    @TempDir
    private Path home;

    @Test
    void bringsAllThatADeviceAndASenderNeedAndLeavesNothingBehind() throws IOException {
        ProcessHandle postgres;
        try (GatewayProcess dev = GatewayProcess.run(home, FREE_PORTS, "dev", "--devices", "3")) {
            String url = dev.awaitLine("Gateway +(ws://\\S+)").group(1);
            dev.awaitLine("Watch it +http://127.0.0.1:\\d+/");
            dev.awaitLine("Operators +http://127.0.0.1:\\d+/health/ready");
            dev.awaitLine("Database +postgresql://");
            dev.awaitLine("Next +./gateway device --url " + url);
            dev.awaitLine("./gateway actuate --url " + url + " LED=1");
            postgres = postmaster();

            try (GatewayProcess device = GatewayProcess.run(home, Map.of(), "device", "--url", url, "--count", "1")) {
                device.awaitLine("registered as example001");
                try (GatewayProcess actuate = GatewayProcess.run(home, Map.of(), "actuate", "--url", url, "LED=1")) {
                    assertThat(actuate.exitStatus()).isZero();
                    assertThat(actuate.output())
                            .singleElement()
                            .asString()
                            .matches("example001: delivered after [0-9.]+ ms\\. "
                                    + "The device's WebSocket stack has read the whole message\\.");
                }
                device.awaitLine("\\{\"code\":1024,\"content\":.*\"name\":\"LED\",\"value\":\"1\"");
                assertThat(device.exitStatus()).isZero();
            }
            refusesWhatIsWrong(url);
            registersWithATokenOfItsOwn(url);

            dev.signal("INT");
            assertThat(dev.exitStatus()).isZero();
        }
        await().until(() -> !postgres.isAlive());
        assertThat(home.resolve("target/dev/postgres")).doesNotExist();
        keepsTheFleetWhileItFits();
    }

    private ProcessHandle postmaster() throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("target/dev/postgres/postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.get(0).trim())).orElseThrow();
    }

    private void refusesWhatIsWrong(String url) {
        try (GatewayProcess unknown = GatewayProcess.run(home, Map.of(), "device", "--url", url, "example999")) {
            assertThat(unknown.exitStatus()).isEqualTo(1);
            assertThat(unknown.output()).anyMatch(line -> line.contains("has no device example999"));
        }
        try (GatewayProcess nobody =
                GatewayProcess.run(home, Map.of(), "actuate", "--url", "ws://127.0.0.1:1/", "LED=1")) {
            assertThat(nobody.exitStatus()).isEqualTo(1);
            assertThat(nobody.output())
                    .anyMatch(line -> line.startsWith("cannot connect to ws://127.0.0.1:1/"))
                    .noneMatch(line -> line.contains("at org.oisp"));
        }
        try (GatewayProcess absent =
                GatewayProcess.run(home, Map.of(), "actuate", "--url", url, "--device", "example002", "LED=1")) {
            assertThat(absent.exitStatus()).isEqualTo(4);
            assertThat(absent.output())
                    .singleElement()
                    .asString()
                    .startsWith("example002: not delivered after ")
                    .contains("The device is not connected to any instance");
        }
        try (GatewayProcess kept = GatewayProcess.run(
                home, Map.of(), "actuate", "--url", url, "--device", "example003", "--ttl", "1d", "LED=1")) {
            assertThat(kept.exitStatus()).isEqualTo(6);
            assertThat(kept.output())
                    .singleElement()
                    .asString()
                    .startsWith("example003: queued after ")
                    .contains("It is kept in the database until the device has confirmed it");
        }
        try (GatewayProcess usage = GatewayProcess.run(home, Map.of(), "actuate", "--url", url)) {
            assertThat(usage.exitStatus()).isEqualTo(2);
        }
    }

    private void registersWithATokenOfItsOwn(String url) throws IOException {
        Path token = home.resolve("token");
        try (GatewayProcess make = GatewayProcess.run(
                home, Map.of(), "token", "example002", "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11")) {
            assertThat(make.exitStatus()).isZero();
            Files.write(token, make.output());
        }
        try (GatewayProcess device =
                GatewayProcess.run(home, Map.of(), "device", "--url", url, "--token", token.toString(), "example002")) {
            device.awaitLine("registered as example002");
        }
        try (GatewayProcess impostor =
                GatewayProcess.run(home, Map.of(), "device", "--url", url, "--token", token.toString(), "example003")) {
            impostor.awaitLine("connection ended: close 1008, Invalid device token for device");
            assertThat(impostor.exitStatus()).isEqualTo(1);
        }
    }

    private void keepsTheFleetWhileItFits() throws IOException {
        Path fleet = home.resolve("target/dev/fleet.csv");
        List<String> before = Files.readAllLines(fleet);
        assertThat(before).hasSize(3).allMatch(line -> line.split(",").length == 4);
        runDev("3");
        assertThat(Files.readAllLines(fleet)).isEqualTo(before);
        runDev("5");
        List<String> after = Files.readAllLines(fleet);
        assertThat(IntStream.range(0, 5).mapToObj(i -> after.get(i).split(",")[0]))
                .containsExactly("example001", "example002", "example003", "example004", "example005");
    }

    private void runDev(String devices) {
        try (GatewayProcess dev = GatewayProcess.run(home, FREE_PORTS, "dev", "--devices", devices)) {
            dev.awaitLine("actuate");
            dev.signal("TERM");
            assertThat(dev.exitStatus()).isZero();
        }
    }
}
