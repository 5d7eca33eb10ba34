package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that the chart renders is read by Kubernetes' own types. */
class ChartManifestsIT {

    @Test
    void everyManifestIsOneThatKubernetesKnows() {
        accepted(RenderedChart.withDefaults());
        RenderedChart everything = RenderedChart.with(HelmChartIT.EVERYTHING);
        accepted(everything);
        assertThat(everything.kinds()).as("all that there are").hasSize(12);
    }

    static List<Path> examples() {
        return RenderedChart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleRendersToManifestsThatKubernetesKnows(Path example) {
        accepted(RenderedChart.of(RenderedChart.command().withValuesFile(example)));
    }

    private static void accepted(RenderedChart chart) {
        Set<String> names = new TreeSet<>();
        chart.objects().forEach(manifest -> {
            var object = KubernetesTypes.read(manifest);
            assertThat(object.getMetadata().getNamespace()).isEqualTo("iot");
            assertThat(names.add(object.getKind() + " " + object.getMetadata().getName()))
                    .as("only one %s", object.getMetadata().getName())
                    .isTrue();
        });
        assertThat(names).hasSizeGreaterThanOrEqualTo(7);
    }

    /** Shows that the reader notices what it is there for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StatefulSet | spec: { replica: 2 } | replica",
                "StatefulSet | spec: { replicas: '2' } | replicas",
                "StatefulSet | spec: { template: { spec: { containers: [{ name: a, env: [{ name: A, value: 5 }] }] } } } | value",
                "StatefulSet | spec: { template: { spec: { containers: { name: a } } } } | containers",
                "StatefulSet | metadata: { labels: { one: 1 } } | labels",
            })
    void aMistakeInAManifestIsFound(String kind, String part, String field) {
        var manifest = yaml("apiVersion: apps/v1\nkind: " + kind + "\n" + part).get(0);
        assertThatThrownBy(() -> KubernetesTypes.read(manifest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }
}
