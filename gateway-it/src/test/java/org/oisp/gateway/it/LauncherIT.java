package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./gateway}, with a Java that shows how it was called and a Maven that counts its builds. */
class LauncherIT {

    private static final Path SCRIPT = Path.of(System.getProperty("gateway.home"), "gateway");

    /** Writes the archive that it is told to make, or else shows how it was called. */
    private static final String JAVA_THAT_REHEARSES = """
            for argument; do
              case $argument in -XX:ArchiveClassesAtExit=*)
                echo rehearsed >> "$BUILDS.rehearsals"
                echo archive > "${argument#*=}"
                exit
              esac
            done
            printf '%s\\n' "$@"
            """;

    @TempDir
    private Path directory;

    private Path checkout;
    private Path tools;

    @BeforeEach
    void checkout() throws IOException {
        checkout = Files.createDirectories(directory.resolve("a checkout"));
        for (String file : List.of("pom.xml", "gateway-core/pom.xml", "gateway-server/pom.xml")) {
            Files.createDirectories(checkout.resolve(file).getParent());
            Files.writeString(checkout.resolve(file), "<project/>");
        }
        Files.createDirectories(checkout.resolve("gateway-core/src/main"));
        Files.createDirectories(checkout.resolve("gateway-server/src/main"));
        Files.copy(SCRIPT, checkout.resolve("gateway"));
        executable(checkout.resolve("gateway"));
        tools = Files.createDirectories(directory.resolve("tools"));
        tool("java", "printf '%s\\n' \"$@\"");
        tool("mvn", """
                echo built >> "$BUILDS"
                mkdir -p gateway-server/target/lib gateway-server/target/lib-dev
                [ -e gateway-server/target/gateway-server-1.jar ] || touch gateway-server/target/gateway-server-1.jar
                """);
    }

    @Test
    void runsFromAnywhereThroughLinksAndWithSpacesInItsPath() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("link"),
                Files.createSymbolicLink(directory.resolve("other"), checkout.resolve("gateway"))
                        .getFileName());

        Run run = run(link, "device", "an id");

        assertThat(run.status).isZero();
        Path target = checkout.resolve("gateway-server/target");
        assertThat(run.lines())
                .contains("-Dgateway.home=" + checkout, target + "/gateway-server-1.jar:" + target + "/lib/*")
                .endsWith("device", "an id");
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        run("device");
        run("device");
        assertThat(builds()).isEqualTo(1);

        Path pom = checkout.resolve("gateway-core/pom.xml");
        Files.setLastModifiedTime(pom, FileTime.from(Instant.now().plusSeconds(1)));
        Path oldLibrary = Files.writeString(checkout.resolve("gateway-server/target/lib/old-1.jar"), "");
        run("device");
        assertThat(builds()).isEqualTo(2);
        assertThat(oldLibrary).doesNotExist();
    }

    /** A change in another module only: Maven then leaves the jar as it is. */
    @Test
    void doesNotBuildForEverWhatMavenLeavesAlone() throws Exception {
        run("device");
        tool("mvn", "echo built >> \"$BUILDS\"; cp -p \"$OLD\" gateway-server/target/gateway-server-1.jar");
        Files.writeString(checkout.resolve("gateway-core/src/main/New.java"), "");
        Path jar = checkout.resolve("gateway-server/target/gateway-server-1.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
        Files.copy(jar, directory.resolve("old.jar"), StandardCopyOption.COPY_ATTRIBUTES);

        run("device");
        run("device");

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aBuildThatFailsLeavesNothingToRun() throws Exception {
        tool("mvn", """
                mkdir -p gateway-server/target/lib gateway-server/target/lib-dev
                touch gateway-server/target/gateway-server-1.jar
                exit 1
                """);
        for (int i = 0; i < 2; i++) {
            Run run = run("device");
            assertThat(run.status).isEqualTo(1);
            assertThat(run.output).endsWith("gateway: the build failed\n");
        }
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        assumeThat(Path.of("/usr/bin/flock")).exists();
        // Goes on when the other has come.
        tool("mvn", """
                echo built >> "$BUILDS"
                until [ -e "$BUILDS.go" ]; do sleep 0.02; done
                mkdir -p gateway-server/target/lib gateway-server/target/lib-dev
                touch gateway-server/target/gateway-server-1.jar
                """);
        Process one = start(checkout.resolve("gateway"), "device");
        Process other = start(checkout.resolve("gateway"), "device");
        Files.writeString(directory.resolve("builds.go"), "");

        assertThat(finish(one).status).isZero();
        assertThat(finish(other).status).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void serveRehearsesWhatMavenAloneHasBuiltAndSaysSo() throws Exception {
        builtByMaven();
        tool("java", JAVA_THAT_REHEARSES);

        Run first = run("serve");
        Run second = run("serve");

        String archive = "-XX:SharedArchiveFile=" + checkout.resolve("gateway-server/target/classes.jsa");
        assertThat(first.lines()).first().asString().startsWith("Rehearsing a start");
        assertThat(first.lines()).contains(archive).endsWith("serve");
        assertThat(second.lines()).contains(archive).noneMatch(line -> line.startsWith("Rehearsing"));
        assertThat(rehearsals()).isEqualTo(1);
    }

    @Test
    void twoThatRehearseAtOnceBothServe() throws Exception {
        builtByMaven();
        // Goes on when the other has come.
        tool("java", """
                case $* in *ArchiveClassesAtExit*)
                  echo rehearsed >> "$BUILDS.rehearsals"
                  until [ "$(wc -l < "$BUILDS.rehearsals")" = 2 ]; do sleep 0.02; done
                esac
                """ + JAVA_THAT_REHEARSES.replace("echo rehearsed", "true"));
        Process one = start(checkout.resolve("gateway"), "serve");
        Process other = start(checkout.resolve("gateway"), "serve");

        assertThat(finish(one).status).isZero();
        assertThat(finish(other).status).isZero();
        assertThat(checkout.resolve("gateway-server/target"))
                .isDirectoryContaining("glob:**/classes.jsa")
                .isDirectoryNotContaining("glob:**/classes.jsa.*");
    }

    @Test
    void rehearsesOnceAfterABuild() throws Exception {
        tool("java", JAVA_THAT_REHEARSES);

        run("rehearse");
        assertThat(rehearsals()).isEqualTo(1);
        run("rehearse");
        assertThat(rehearsals()).isEqualTo(2);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void servesThoughTheRehearsalFails() throws Exception {
        builtByMaven();
        tool("java", "case $* in *ArchiveClassesAtExit*) exit 1; esac; printf '%s\\n' \"$@\"");

        Run run = run("serve");

        assertThat(run.status).isZero();
        assertThat(run.lines()).endsWith("serve").noneMatch(line -> line.contains("SharedArchiveFile"));
        assertThat(run("serve").lines()).noneMatch(line -> line.startsWith("Rehearsing"));
    }

    /** As {@code mvn verify} leaves it: newer than every source, and no archive of classes. */
    private void builtByMaven() throws IOException {
        Path target = checkout.resolve("gateway-server/target");
        Files.createDirectories(target.resolve("lib"));
        Files.createDirectories(target.resolve("lib-dev"));
        Path jar = Files.writeString(target.resolve("gateway-server-1.jar"), "");
        for (String file : List.of("pom.xml", "gateway-core/pom.xml", "gateway-server/pom.xml")) {
            Files.setLastModifiedTime(
                    checkout.resolve(file),
                    FileTime.from(Files.getLastModifiedTime(jar).toInstant().minusSeconds(60)));
        }
        Files.setLastModifiedTime(
                jar, FileTime.from(Files.getLastModifiedTime(jar).toInstant().minusSeconds(30)));
    }

    private int rehearsals() throws IOException {
        return Files.readAllLines(directory.resolve("builds.rehearsals")).size();
    }

    @Test
    void saysThatJavaHomeHasNoJava() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(checkout.resolve("gateway").toString(), "serve");
        builder.environment().put("JAVA_HOME", directory.toString());
        Run run = finish(builder.redirectErrorStream(true).start());

        assertThat(run.status).isEqualTo(1);
        assertThat(run.output)
                .isEqualTo("gateway: JAVA_HOME is " + directory
                        + ", but there is no bin/java; it has to be a JDK, 17 or newer\n");
    }

    @Test
    void needsNoHome() throws Exception {
        assertThat(run("token").lines()).endsWith("token");
    }

    private int builds() throws IOException {
        return Files.readAllLines(directory.resolve("builds")).size();
    }

    private void tool(String name, String script) throws IOException {
        executable(Files.writeString(tools.resolve(name), "#!/usr/bin/env bash\n" + script));
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Run run(String... arguments) throws Exception {
        return run(checkout.resolve("gateway"), arguments);
    }

    private Run run(Path script, String... arguments) throws Exception {
        return finish(start(script, arguments));
    }

    private Process start(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "HOME", "CDPATH"));
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        builder.environment().put("BUILDS", directory.resolve("builds").toString());
        builder.environment().put("OLD", directory.resolve("old.jar").toString());
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private record Run(int status, String output) {
        List<String> lines() {
            return output.lines().toList();
        }
    }
}
