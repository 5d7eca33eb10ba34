package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;

/** {@code gateway database}: stops the database of a running {@code gateway dev}, and starts it again. */
class DevDatabaseIT {

    private static final Map<String, String> FREE_PORTS =
            Map.of("GATEWAY_PORT", "0", "GATEWAY_MANAGEMENT_PORT", "0", "GATEWAY_MAX_CONNECTIONS", "100");

    @TempDir
    private Path home;

    private void database(String action, int status, String line) {
        try (GatewayProcess command = GatewayProcess.run(home, Map.of(), "database", action)) {
            assertThat(command.exitStatus()).isEqualTo(status);
            assertThat(command.output()).singleElement().asString().matches(line);
        }
    }

    @Test
    void devOutlivesItsDatabase() {
        database("status", 1, "no ./gateway dev runs in .*: start it first");
        try (GatewayProcess dev = GatewayProcess.run(home, FREE_PORTS, "dev", "--devices", "2")) {
            String url = dev.awaitLine("Gateway +(ws://\\S+)").group(1);
            dev.awaitLine("Watch it +http://127.0.0.1:\\d+/");
            dev.awaitLine("./gateway fleet --url " + url + " --devices 2 --rate 10 --duration 2m");
            try (GatewayProcess device = GatewayProcess.run(home, Map.of(), "device", "--url", url)) {
                device.awaitLine("registered as example001");

                database("stop", 0, "the database has stopped; ./gateway database start brings it back");
                dev.awaitLine("The database has stopped. Connected devices are not affected");
                database("stop", 0, "the database is not running");
                database("status", 1, "the database is not running");
                try (GatewayProcess actuate = GatewayProcess.run(home, Map.of(), "actuate", "--url", url, "LED=1")) {
                    assertThat(actuate.exitStatus()).isZero();
                }
                device.awaitLine("\"name\":\"LED\",\"value\":\"1\"");
                try (GatewayProcess late = GatewayProcess.run(home, Map.of(), "device", "--url", url, "example002")) {
                    late.awaitLine("close 1000, Internal server error, unable to set authorization data for device");
                    assertThat(late.exitStatus()).isEqualTo(1);
                }

                database("start", 0, "the database is back");
                dev.awaitLine("The database is back");
                database("start", 0, "the database is running");
                database("status", 0, "the database is running, process \\d+, port \\d+");
                try (GatewayProcess late = GatewayProcess.run(home, Map.of(), "device", "--url", url, "example002")) {
                    late.awaitLine("registered as example002");
                }
            }
            database("stop", 0, "the database has stopped; .*");
            dev.signal("INT");
            assertThat(dev.exitStatus()).isZero();
        }
        assertThat(home.resolve("target/dev/postgres")).doesNotExist();
        database("start", 1, "no ./gateway dev runs in .*: start it first");
    }
}
