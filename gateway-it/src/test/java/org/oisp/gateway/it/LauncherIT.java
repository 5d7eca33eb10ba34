package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.oisp.gateway.it.support.LauncherCheckout.finish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.LauncherCheckout;
import org.oisp.gateway.it.support.LauncherCheckout.Run;

/** The script {@code ./gateway}, with a Java that prints how it was called and a Maven that counts its builds. */
class LauncherIT {

    @TempDir
    private Path directory;

    private LauncherCheckout launcher;

    @BeforeEach
    void checkout() throws IOException {
        launcher = new LauncherCheckout(directory);
    }

    @Test
    void runsFromAnywhereThroughLinksAndWithSpacesInItsPath() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("link"),
                Files.createSymbolicLink(directory.resolve("other"), launcher.file("gateway"))
                        .getFileName());

        Run run = launcher.run(link, "device", "an id");

        assertThat(run.status()).isZero();
        Path target = launcher.file("gateway-cli/target");
        assertThat(run.lines())
                .contains("-Dgateway.home=" + launcher.home(), target + "/gateway-cli-1.jar:" + target + "/lib/*")
                .endsWith("device", "an id");
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        launcher.run("device");
        launcher.run("device");
        assertThat(launcher.lines("builds")).hasSize(1);

        Path pom = launcher.file("gateway-core/pom.xml");
        Files.setLastModifiedTime(pom, FileTime.from(Instant.now().plusSeconds(1)));
        Path oldLibrary = Files.writeString(launcher.file("gateway-cli/target/lib/old-1.jar"), "");
        launcher.run("device");
        assertThat(launcher.lines("builds")).hasSize(2);
        assertThat(oldLibrary).doesNotExist();
    }

    /** When only another module has changed, Maven leaves the jar as it is. */
    @Test
    void doesNotBuildForEverWhatMavenLeavesAlone() throws Exception {
        launcher.run("device");
        launcher.tool("mvn", "echo built >> \"$BUILDS\"; cp -p \"$OLD\" gateway-cli/target/gateway-cli-1.jar");
        Files.writeString(launcher.file("gateway-core/src/main/New.java"), "");
        Path jar = launcher.file("gateway-cli/target/gateway-cli-1.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
        Files.copy(jar, directory.resolve("old.jar"), StandardCopyOption.COPY_ATTRIBUTES);

        launcher.run("device");
        launcher.run("device");

        assertThat(launcher.lines("builds")).hasSize(2);
    }

    @Test
    void aBuildThatFailsLeavesNothingToRun() throws Exception {
        launcher.tool("mvn", """
                mkdir -p gateway-cli/target/lib gateway-cli/target/lib-dev
                touch gateway-cli/target/gateway-cli-1.jar
                exit 1
                """);
        for (int i = 0; i < 2; i++) {
            Run run = launcher.run("device");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.output()).endsWith("gateway: the build failed\n");
        }
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        assumeThat(Path.of("/usr/bin/flock")).exists();
        buildsOnceTold();
        Process one = launcher.start("device");
        Process other = launcher.start("device");
        Files.writeString(directory.resolve("builds.go"), "");

        assertThat(finish(one).status()).isZero();
        assertThat(finish(other).status()).isZero();
        assertThat(launcher.lines("builds")).hasSize(1);
    }

    /** A build goes on once there is a file {@code builds.go}. */
    private void buildsOnceTold() throws IOException {
        launcher.tool("mvn", """
                echo built >> "$BUILDS"
                until [ -e "$BUILDS.go" ]; do sleep 0.02; done
                mkdir -p gateway-cli/target/lib gateway-cli/target/lib-dev
                touch gateway-cli/target/gateway-cli-1.jar
                """);
    }

    /** A service's start must not wait for a compiler. */
    @Test
    void serveStartsWhatIsBuiltAndSaysThatTheSourcesAreNewer() throws Exception {
        launcher.run("device");
        assertThat(launcher.run("serve").output()).doesNotContain("newer than the build");
        Files.setLastModifiedTime(
                launcher.file("gateway-core/pom.xml"),
                FileTime.from(Instant.now().plusSeconds(1)));

        Run run = launcher.run("serve");

        assertThat(run.status()).isZero();
        assertThat(run.lines()).endsWith("serve").first().asString().contains("the sources are newer than the build");
        assertThat(launcher.lines("builds")).hasSize(1);
    }

    @Test
    void serveSaysThatNothingIsBuilt() throws Exception {
        Run run = launcher.run("serve");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo(
                        "gateway: nothing is built, and serve does not build; run ./gateway check first, which does\n");
        assertThat(directory.resolve("builds")).doesNotExist();
    }

    @Test
    void serveWaitsForABuildThatIsUnderWay() throws Exception {
        assumeThat(Path.of("/usr/bin/flock")).exists();
        buildsOnceTold();
        Process building = launcher.start("device");
        await().until(() -> Files.exists(directory.resolve("builds")));
        Process serving = launcher.start("serve");
        Files.writeString(directory.resolve("builds.go"), "");

        assertThat(finish(building).status()).isZero();
        assertThat(finish(serving).lines()).endsWith("serve");
        assertThat(launcher.lines("builds")).hasSize(1);
    }

    @Test
    void withoutMavenItRunsWhatIsBuilt() throws Exception {
        launcher.run("device");
        launcher.withoutMaven();
        Files.writeString(launcher.file("gateway-core/src/main/New.java"), "");
        Files.setLastModifiedTime(
                launcher.file("gateway-core/src/main/New.java"),
                FileTime.from(Instant.now().plusSeconds(1)));

        Run run = launcher.run("device");

        assertThat(run.status()).isZero();
        assertThat(run.lines()).endsWith("device").first().asString().contains("mvn is not on the path");
    }

    /** As a release is unpacked: the libraries lie beside the script. */
    @Test
    void aDistributionNeedsNoBuildAndLoadsItsOwnNativeLibraries() throws Exception {
        Files.createDirectories(launcher.file("lib"));

        Run run = launcher.run("serve");

        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .contains(
                        "-XX:-UsePerfData",
                        "-Djava.library.path=" + launcher.file("native"),
                        launcher.file("lib/*") + "")
                .endsWith("serve");
        assertThat(directory.resolve("builds")).doesNotExist();
    }

    @Test
    void saysThatJavaHomeHasNoJava() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(launcher.file("gateway").toString(), "serve");
        builder.environment().put("JAVA_HOME", directory.toString());
        Run run = finish(builder.redirectErrorStream(true).start());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("gateway: JAVA_HOME is " + directory
                        + ", which has no bin/java; set it to a JDK, 17 or newer\n");
    }

    /** A linked worktree has a {@code .git} file instead of the directory, and a commit of its own. */
    @Test
    void theVersionNamesTheCommitOfThisWorktree() throws Exception {
        assertThat(launcher.run("--version").output()).doesNotContain("-Dgateway.commit");
        Run made = finish(new ProcessBuilder(
                        "bash", "-ec", """
                        git() { command git -c user.name=a -c user.email=a@b -c init.defaultBranch=m "$@"; }
                        git init -q repository
                        git -C repository commit -q --allow-empty -m first
                        git -C repository worktree add -q "$PWD/linked"
                        git -C linked commit -q --allow-empty -m second
                        cp linked/.git "$1"
                        git -C linked rev-parse --short=10 HEAD
                        """, "bash", launcher.file(".git").toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start());
        assertThat(made.status()).as(made.output()).isZero();
        String commit = made.lines().get(made.lines().size() - 1);
        assertThat(launcher.run("--version").lines()).contains("-Dgateway.commit=" + commit, "-Dgateway.changed=true");
        assertThat(launcher.run("check").output()).doesNotContain("-Dgateway.commit");
    }

    @Test
    void needsNoHome() throws Exception {
        assertThat(launcher.run("token").lines()).endsWith("token");
    }
}
