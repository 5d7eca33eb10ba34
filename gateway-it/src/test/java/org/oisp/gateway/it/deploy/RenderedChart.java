package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Helm makes of the chart with some values. */
final class RenderedChart {

    static final String IMAGE = "registry.example/oisp-gateway";
    static final Path EXAMPLES = CHART.resolve("examples");

    private static final Path COPY = ChartCopy.withoutHook();

    private final List<Map<String, Object>> objects;

    private RenderedChart(List<Map<String, Object>> objects) {
        this.objects = objects;
    }

    /** Returns a command that renders the release {@code test} with the only value that has no default. */
    static TemplateCommand command() {
        return command("test");
    }

    /**
     * Returns a command that renders a release. It does not look Secrets up: unlike Helm's own command, this library's would ask the
     * cluster of whoever runs the tests.
     */
    static TemplateCommand command(String release) {
        return bare(release).set("image.repository", IMAGE);
    }

    /** Returns a command that lacks the value that has no default. */
    static TemplateCommand bare(String release) {
        return new Helm(COPY)
                .template()
                .withName(release)
                .withNamespace("iot")
                .withKubeVersion("1.31.0")
                .set("restartOnChange", false);
    }

    static RenderedChart of(TemplateCommand command) {
        return new RenderedChart(yaml(command.call()));
    }

    static RenderedChart withDefaults() {
        return of(command());
    }

    /** Renders with values as a file has them. */
    static RenderedChart with(String values) {
        return of(command().withValuesFile(file(values)));
    }

    /** Writes values to a file that ends with this JVM. */
    static Path file(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, values);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static List<Path> examples() {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    List<Map<String, Object>> objects() {
        return objects;
    }

    Set<String> kinds() {
        return objects.stream().map(object -> (String) object.get("kind")).collect(Collectors.toSet());
    }

    /** Returns the only object of a kind. */
    Map<String, Object> only(String kind) {
        List<Map<String, Object>> found = objects.stream()
                .filter(object -> object.get("kind").equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    Map<String, Object> service(String name) {
        return objects.stream()
                .filter(object -> object.get("kind").equals("Service"))
                .filter(object -> at(object, "metadata", "name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the pod that runs a gateway. */
    Object pod() {
        return at(only("StatefulSet"), "spec", "template", "spec");
    }

    Object container() {
        return at(pod(), "containers", 0);
    }

    /** Returns the gateway's variables with their values or value sources. */
    Map<String, Object> environment() {
        Map<String, Object> variables = new TreeMap<>();
        for (Object entry : list(at(container(), "env"))) {
            Map<String, Object> variable = map(entry);
            Object before = variables.put(
                    (String) variable.get("name"), variable.getOrDefault("value", variable.get("valueFrom")));
            assertThat(before).as("twice: " + variable.get("name")).isNull();
        }
        return variables;
    }

    /** Returns a volume of the gateway's pod. */
    Object volume(String name) {
        return list(at(pod(), "volumes")).stream()
                .filter(volume -> at(volume, "name").equals(name))
                .findFirst()
                .orElseThrow();
    }
}
