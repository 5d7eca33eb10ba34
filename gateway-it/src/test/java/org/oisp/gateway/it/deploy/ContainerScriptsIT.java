package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The scripts that the container runs beside the gateway. */
class ContainerScriptsIT {

    private static final String WAIT =
            HOME.resolve("deploy/container/wait-for-it.sh").toString();
    private static final String HEALTH =
            HOME.resolve("deploy/container/scripts/health").toString();

    @Test
    void healthTellsReadyFromLiveFromGone() throws IOException, InterruptedException {
        int port;
        try (TestDatabase database = TestDatabase.start();
                TestGateway gateway = TestGateway.start(database)) {
            port = gateway.managementPort();
            assertThat(health(port, "live").status).isZero();
            assertThat(health(port, "ready").status).isZero();
            database.stop();
            // The gateway has to notice it first.
            await().until(() -> health(gateway.managementPort(), "ready").status != 0);
            assertThat(health(port, "live").status).isZero();
            database.startAgain();
        }
        assertThat(health(port, "live").status).isNotZero();
    }

    @Test
    void waitsForAServerAndThenRunsTheCommand() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + server.getLocalPort();
            // Deployments of the original chain the script like this.
            Outcome chained =
                    run(WAIT, address, "-t", "300", "--", WAIT, address, "-t", "300", "--", "echo", "up", "and on");
            assertThat(chained.status).isZero();
            assertThat(chained.output).contains("up and on");
            assertThat(run(WAIT, "-q", "--host=127.0.0.1", "--port=" + server.getLocalPort()).output)
                    .isEmpty();
        }
    }

    @Test
    void aServerThatDoesNotComeStopsTheCommandOnlyWhereItIsAskedTo() throws IOException, InterruptedException {
        Outcome patient = run(WAIT, "127.0.0.1:1", "-t", "1", "--", "echo", "anyway");
        assertThat(patient.status).isZero();
        assertThat(patient.output).contains("127.0.0.1:1 did not answer within 1 seconds", "anyway");
        Outcome strict = run(WAIT, "127.0.0.1:1", "-t", "1", "-s", "--", "echo", "anyway");
        assertThat(strict.status).isEqualTo(1);
        assertThat(strict.output).doesNotContain("anyway");
        assertThat(run(WAIT, "--what").status).isEqualTo(2);
    }

    @Test
    void theJvmTakesTheFlagsOfTheCheckoutAndOfTheContainer() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Outcome version = run(
                java.toString(),
                "@" + HOME.resolve("jvm.options"),
                "@" + HOME.resolve("deploy/container/container.options"),
                "-version");
        assertThat(version.status).as(version.output).isZero();
    }

    private record Outcome(int status, String output) {}

    private static Outcome health(int port, String which) throws IOException, InterruptedException {
        return run("env", "GATEWAY_MANAGEMENT_PORT=" + port, HEALTH, which);
    }

    private static Outcome run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }
}
