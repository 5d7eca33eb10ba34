package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The Grafana dashboard against what a gateway really shows. */
class DashboardIT {

    private static final Path GRAFANA = HOME.resolve("deploy/grafana");
    private static final Pattern NAME = Pattern.compile("\\b(?:gateway|jvm|process)_[a-z_]+");

    @Test
    void everyQueryIsOfAMeterThatThereIs() {
        // JSON is YAML.
        Object dashboard = yaml(GRAFANA.resolve("dashboards/gateway.json"));
        Set<String> asked = new TreeSet<>();
        for (Object panel : list(at(dashboard, "panels"))) {
            assertThat(list(at(panel, "targets"))).isNotEmpty().allSatisfy(target -> {
                NAME.matcher((String) at(target, "expr")).results().forEach(found -> asked.add(found.group()));
            });
        }
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared())) {
            Set<String> shown = gateway.management("/metrics")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[ {]")[0])
                    .collect(Collectors.toSet());
            assertThat(asked).hasSizeGreaterThan(5).isSubsetOf(shown);
        }
    }

    @Test
    void theDashboardAsksTheDataSourceThatIsProvided() {
        Object source = at(yaml(GRAFANA.resolve("provisioning/datasources/prometheus.yml")), "datasources", 0);
        assertThat(at(source, "uid")).isEqualTo("prometheus");
        for (Object panel : list(at(yaml(GRAFANA.resolve("dashboards/gateway.json")), "panels"))) {
            assertThat(at(panel, "datasource", "uid")).isEqualTo("prometheus");
        }
    }
}
