package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The meter names against the Prometheus naming conventions. */
class MetricNamesIT {

    private final List<String> exposition = MeterNames.exposition().lines().toList();

    @Test
    void promtoolHasNothingToSay() throws Exception {
        Promtool.assumeThere();
        assertThat(Promtool.run(MeterNames.exposition(), "check", "metrics")).isBlank();
    }

    @Test
    void everyFamilyIsExplainedAndOnlyCountersEndAsCounters() {
        List<String> families = exposition.stream()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .toList();
        assertThat(families).hasSizeGreaterThan(60).allSatisfy(family -> {
            String name = family.split(" ")[0];
            assertThat(exposition).as(name).anyMatch(line -> line.matches("# HELP " + name + " \\S.*"));
            assertThat(name.endsWith("_total")).as(family).isEqualTo(family.endsWith(" counter"));
            // Base units, written in full: https://prometheus.io/docs/practices/naming/
            assertThat(name).doesNotMatch(".*_(ms|ns|us|millis|nanos|micros|kb|mb|milliseconds|nanoseconds)(_.*)?");
        });
    }
}
