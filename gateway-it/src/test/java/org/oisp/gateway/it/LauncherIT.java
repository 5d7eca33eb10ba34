package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./gateway} in a clone: what it builds, and what it runs. {@code mvn} and {@code java} say what they were told. */
class LauncherIT {

    private static final String BUILD = "mvn -q -DskipTests -pl gateway-server -am package";

    @TempDir
    private Path clone;

    private Path source;

    @BeforeEach
    void cleanClone() throws IOException {
        Files.copy(Path.of(System.getProperty("gateway.home"), "gateway"), clone.resolve("gateway"));
        for (String module : List.of("gateway-core", "gateway-server")) {
            Files.createDirectories(clone.resolve(module + "/src/main"));
            Files.createFile(clone.resolve(module + "/pom.xml"));
        }
        Files.createFile(clone.resolve("pom.xml"));
        source = Files.createFile(clone.resolve("gateway-core/src/main/Source.java"));
        command("java", "echo java \"$@\"");
        // As Maven: what is there and has not changed stays as it is.
        command("mvn", """
                echo mvn "$@"
                mkdir -p gateway-server/target/lib-dev
                [ -e gateway-server/target/gateway-server-1.jar ] || touch gateway-server/target/gateway-server-1.jar
                """);
    }

    @Test
    void buildsACleanCloneAndRunsTheCommand() throws Exception {
        assertThat(run("serve", "a b"))
                .contains(BUILD)
                .last()
                .isEqualTo("java -cp %1$s/gateway-server-1.jar:%1$s/lib/* -Dgateway.home=%2$s %3$s serve a b"
                        .formatted(target(), clone, "org.oisp.gateway.server.cli.GatewayCommand"));
    }

    @Test
    void givesTheDatabaseToDevOnly() throws Exception {
        assertThat(run("dev")).last().asString().contains(target() + "/lib-dev/*");
        assertThat(run("serve")).last().asString().doesNotContain("lib-dev");
    }

    @Test
    void buildsAgainOnlyWhatIsOlderThanASource() throws Exception {
        run("serve");
        assertThat(run("serve")).doesNotContain(BUILD);

        // The jar is older than the source, and Maven finds that its content would be the same.
        Files.setLastModifiedTime(
                target().resolve("gateway-server-1.jar"),
                FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        assertThat(run("serve")).contains(BUILD);
        assertThat(run("serve")).doesNotContain(BUILD);
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        command("mvn", "exit 1");

        assertThat(run("serve")).last().isEqualTo("gateway: the build failed");
    }

    private Path target() {
        return clone.resolve("gateway-server/target");
    }

    private void command(String name, String script) throws IOException {
        Path file = clone.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> run(String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("bash", clone.resolve("gateway").toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("JAVA_HOME");
        builder.environment().merge("PATH", clone.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return lines;
    }
}
