package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;

/** {@code gateway dev} interrupted, started twice, or with leftovers of other processes. */
class DevFaultsIT {

    private static final Map<String, String> FREE_PORTS = Map.of("GATEWAY_PORT", "0", "GATEWAY_MANAGEMENT_PORT", "0");

    @TempDir
    private Path home;

    @Test
    void leavesNoDatabaseBehindIfItIsBrokenOffWhileItStarts() {
        try (GatewayProcess dev = GatewayProcess.run(home, FREE_PORTS, "dev")) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> postmaster().isPresent());
            ProcessHandle postgres = postmaster().orElseThrow();

            dev.signal("INT");

            assertThat(dev.exitStatus()).isIn(0, 130);
            assertThat(dev.output()).noneMatch(line -> line.contains("Exception") || line.contains("does not work"));
            await().until(() -> !postgres.isAlive());
        }
        assertThat(home.resolve("target/dev/postgres")).doesNotExist();
    }

    @Test
    void refusesToRunTwiceAndLeavesTheFirstInPeace() {
        try (GatewayProcess first = GatewayProcess.run(home, FREE_PORTS, "dev")) {
            String url = first.awaitLine("Gateway +(ws://\\S+)").group(1);
            try (GatewayProcess second = GatewayProcess.run(home, FREE_PORTS, "dev")) {
                assertThat(second.exitStatus()).isEqualTo(1);
                assertThat(second.output())
                        .containsExactly("another ./gateway dev runs in " + home.resolve("target/dev"));
            }
            try (GatewayProcess device = GatewayProcess.run(home, Map.of(), "device", "--url", url)) {
                device.awaitLine("registered as example001");
            }
        }
        // SIGKILL left the database running; the next start removes it.
        ProcessHandle leftover = postmaster().orElseThrow();
        try (GatewayProcess next = GatewayProcess.run(home, FREE_PORTS, "dev")) {
            next.awaitLine("Gateway +ws://");
            assertThat(leftover.isAlive()).isFalse();
            next.signal("TERM");
            assertThat(next.exitStatus()).isZero();
        }
    }

    /** After a reboot, the process id in the file may belong to another database. */
    @Test
    void leavesAProcessAloneThatOnlyHasTheIdOfAnEarlierDatabase() throws IOException {
        Path postgres = Files.createDirectories(home.resolve("bin")).resolve("postgres");
        Files.copy(Path.of("/bin/sleep").toRealPath(), postgres);
        assertThat(postgres.toFile().setExecutable(true)).isTrue();
        Process other = new ProcessBuilder(postgres.toString(), "600").start();
        try {
            leftover("" + other.pid());
            startsAndStops();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroy();
        }
    }

    @Test
    void startsThoughAnEarlierDatabaseLeftNonsense() throws IOException {
        leftover("nonsense");
        startsAndStops();
    }

    @Test
    void saysThatItsDirectoryIsAFile() throws IOException {
        Files.writeString(Files.createDirectories(home.resolve("target")).resolve("dev"), "x");
        try (GatewayProcess dev = GatewayProcess.run(home, FREE_PORTS, "dev")) {
            assertThat(dev.exitStatus()).isEqualTo(1);
            assertThat(dev.output())
                    .containsExactly(home.resolve("target/dev") + ": already exists, and is not of the right kind");
        }
    }

    @Test
    void showsNoPasswordThatItCannotRead() {
        Map<String, String> damaged = Map.of("OISP_WEBSOCKETUSER_CONFIG", "{\"username\":\"u\",\"password\":hunter2}");
        try (GatewayProcess actuate = GatewayProcess.run(
                home,
                damaged,
                "actuate",
                "LED=1",
                "--device",
                "d1",
                "--account",
                "c4715841-bb1e-4c87-ad78-2376fe596a11")) {
            assertThat(actuate.exitStatus()).isEqualTo(1);
            assertThat(actuate.output())
                    .singleElement()
                    .asString()
                    .startsWith("OISP_WEBSOCKETUSER_CONFIG: is not JSON")
                    .doesNotContain("hunter2");
        }
    }

    private void leftover(String pid) throws IOException {
        Path directory = Files.createDirectories(home.resolve("target/dev/postgres"));
        Files.writeString(directory.resolve("postmaster.pid"), pid + "\n" + directory + "\n");
    }

    private void startsAndStops() {
        try (GatewayProcess dev = GatewayProcess.run(home, FREE_PORTS, "dev")) {
            dev.awaitLine("Gateway +ws://");
            dev.signal("TERM");
            assertThat(dev.exitStatus()).isZero();
        }
    }

    /** Returns the demo's database server, once its PID file names it. */
    private Optional<ProcessHandle> postmaster() {
        try {
            List<String> lines = Files.readAllLines(home.resolve("target/dev/postgres/postmaster.pid"));
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
