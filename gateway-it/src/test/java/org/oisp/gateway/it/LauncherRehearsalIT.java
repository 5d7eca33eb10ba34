package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.support.LauncherCheckout.finish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.LauncherCheckout;
import org.oisp.gateway.it.support.LauncherCheckout.Run;

/** When {@code ./gateway} creates the class data archive that later starts use. */
class LauncherRehearsalIT {

    /** Writes the archive that it is told to create, or else prints how it was called. */
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

    private LauncherCheckout launcher;

    @BeforeEach
    void checkout() throws IOException {
        launcher = new LauncherCheckout(directory);
    }

    @Test
    void serveRehearsesWhatMavenAloneHasBuiltAndSaysSo() throws Exception {
        builtByMaven();
        launcher.tool("java", JAVA_THAT_REHEARSES);

        Run first = launcher.run("serve");
        Run second = launcher.run("serve");

        String archive = "-XX:SharedArchiveFile=" + launcher.file("gateway-cli/target/classes.jsa");
        assertThat(first.lines()).first().asString().startsWith("Preparing quicker starts");
        assertThat(first.lines()).contains(archive).endsWith("serve");
        assertThat(second.lines()).contains(archive).noneMatch(line -> line.startsWith("Preparing"));
        assertThat(launcher.lines("builds.rehearsals")).hasSize(1);
    }

    @Test
    void twoThatRehearseAtOnceBothServe() throws Exception {
        builtByMaven();
        // Continues once the other process has started.
        launcher.tool("java", """
                case $* in *ArchiveClassesAtExit*)
                  echo rehearsed >> "$BUILDS.rehearsals"
                  until [ "$(wc -l < "$BUILDS.rehearsals")" = 2 ]; do sleep 0.02; done
                esac
                """ + JAVA_THAT_REHEARSES.replace("echo rehearsed", "true"));
        Process one = launcher.start("serve");
        Process other = launcher.start("serve");

        assertThat(finish(one).status()).isZero();
        assertThat(finish(other).status()).isZero();
        assertThat(launcher.file("gateway-cli/target"))
                .isDirectoryContaining("glob:**/classes.jsa")
                .isDirectoryNotContaining("glob:**/classes.jsa.*");
    }

    @Test
    void rehearsesOnceAfterABuild() throws Exception {
        launcher.tool("java", JAVA_THAT_REHEARSES);

        launcher.run("rehearse");
        assertThat(launcher.lines("builds.rehearsals")).hasSize(1);
        launcher.run("rehearse");
        assertThat(launcher.lines("builds.rehearsals")).hasSize(2);
        assertThat(launcher.lines("builds")).hasSize(1);
    }

    @Test
    void servesThoughTheRehearsalFails() throws Exception {
        builtByMaven();
        launcher.tool("java", "case $* in *ArchiveClassesAtExit*) exit 1; esac; printf '%s\\n' \"$@\"");

        Run run = launcher.run("serve");

        assertThat(run.status()).isZero();
        assertThat(run.lines()).endsWith("serve").noneMatch(line -> line.contains("SharedArchiveFile"));
        assertThat(launcher.run("serve").lines()).noneMatch(line -> line.startsWith("Preparing"));
    }

    /** Creates files as {@code mvn verify} leaves them: a jar newer than every source, and no class data archive. */
    private void builtByMaven() throws IOException {
        Path target = launcher.file("gateway-cli/target");
        Files.createDirectories(target.resolve("lib"));
        Files.createDirectories(target.resolve("lib-dev"));
        Path jar = Files.writeString(target.resolve("gateway-cli-1.jar"), "");
        Instant now = Instant.now();
        for (String file : LauncherCheckout.POMS) {
            Files.setLastModifiedTime(launcher.file(file), FileTime.from(now.minusSeconds(60)));
        }
        Files.setLastModifiedTime(jar, FileTime.from(now.minusSeconds(30)));
    }
}
