package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.BuildInfo;

/** Reads {@code .github}. Only GitHub can run it. */
class WorkflowsIT {

    private static final Path GITHUB = HOME.resolve(".github");

    @ParameterizedTest
    @ValueSource(strings = {"build.yml", "release.yml"})
    void everyActionIsPinned(String workflow) {
        List<String> used = steps(workflow)
                .filter(step -> map(step).containsKey("uses"))
                .map(step -> (String) map(step).get("uses"))
                .toList();
        assertThat(used).isNotEmpty().allMatch(action -> action.matches("[\\w-]+/[\\w/-]+@v\\d+(\\.\\d+)*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"build.yml", "release.yml"})
    void everyScriptOfTheRepositoryThatIsCalledIsThere(String workflow) {
        assertThat(steps(workflow)
                        .map(step -> (String) map(step).get("run"))
                        .filter(run -> run != null)
                        .flatMap(run -> Stream.of(run.split("\\s+")))
                        .filter(word -> word.matches("(\\.ci|gateway-dist)/[a-z-]+")))
                .allSatisfy(file -> assertThat(HOME.resolve(file)).exists());
    }

    @Test
    void itIsTestedOnEveryJavaAndProcessorThatTheDocumentsName() {
        Object matrix = at(yaml(GITHUB.resolve("workflows/build.yml")), "jobs", "test", "strategy", "matrix");
        assertThat(list(at(matrix, "java"))).containsExactly(17, 21, 25);
        assertThat(list(at(matrix, "os")))
                .hasSize(2)
                .anyMatch(os -> os.toString().endsWith("-arm"));
    }

    @Test
    void whatIsUpdatedIsThere() {
        assertThat(list(yaml(GITHUB.resolve("dependabot.yml")).get("updates")))
                .isNotEmpty()
                .allSatisfy(update -> assertThat(Files.isDirectory(
                                HOME.resolve(((String) map(update).get("directory")).replaceFirst("^/", ""))))
                        .isTrue());
    }

    /** A release would stop at a place that was forgotten. */
    @Test
    void everyPlaceSaysTheSameVersion() throws IOException, InterruptedException {
        Process check = new ProcessBuilder(
                        HOME.resolve("gateway-dist/check-version").toString(),
                        BuildInfo.ofThisGateway().version())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEmpty();
        assertThat(check.exitValue()).isZero();
    }

    private static Stream<Object> steps(String workflow) {
        return map(yaml(GITHUB.resolve("workflows").resolve(workflow)).get("jobs")).values().stream()
                .flatMap(job -> list(map(job).get("steps")).stream());
    }
}
