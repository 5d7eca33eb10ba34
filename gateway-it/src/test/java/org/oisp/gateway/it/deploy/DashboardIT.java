package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Grafana dashboard against the meters of a real gateway. */
class DashboardIT {

    private static final Path GRAFANA = HOME.resolve("deploy/grafana");
    private static final String CHOSEN = "${DS_PROMETHEUS}";

    /** Read with the YAML parser, since JSON is YAML. */
    private final Map<String, Object> dashboard = yaml(GRAFANA.resolve("dashboards/gateway.json"));

    @Test
    void everyQueryIsOfAMeterThatThereIs() {
        Set<String> asked = MeterNames.in(queries());
        assertThat(asked).hasSizeGreaterThan(30);
        assertThat(asked).isSubsetOf(MeterNames.shown());
    }

    @Test
    void everyMeterOfTheGatewayHasAPanel() {
        Set<String> asked = MeterNames.in(queries()).stream()
                .map(MeterNames::family)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> shown = MeterNames.shown().stream()
                .filter(name -> name.startsWith("gateway_"))
                .map(MeterNames::family)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).as("meters on the dashboard").containsAll(shown);
    }

    @Test
    void everyPanelExplainsItselfAndTakesTheChosenInstances() {
        assertThat(panels()).hasSizeGreaterThan(40).allSatisfy(panel -> {
            assertThat(list(at(panel, "targets"))).isNotEmpty().allSatisfy(target -> {
                String query = (String) at(target, "expr");
                assertThat(query).contains("$instance");
                assertThat(query.chars().filter(c -> c == '(').count())
                        .isEqualTo(query.chars().filter(c -> c == ')').count());
            });
            assertThat(at(panel, "title").toString()).isNotBlank();
        });
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<String> taken = new TreeSet<>();
        for (Object panel : list(at(dashboard, "panels"))) {
            Map<String, Object> place = map(at(panel, "gridPos"));
            for (int x = (int) place.get("x"); x < (int) place.get("x") + (int) place.get("w"); x++) {
                for (int y = (int) place.get("y"); y < (int) place.get("y") + (int) place.get("h"); y++) {
                    assertThat(x).isLessThan(24);
                    assertThat(taken.add(x + "," + y)).as("%s, %s", x, y).isTrue();
                }
            }
        }
    }

    @Test
    void theDashboardAsksTheDataSourceThatIsProvided() {
        Object source = at(yaml(GRAFANA.resolve("provisioning/datasources/prometheus.yml")), "datasources", 0);
        assertThat(at(source, "uid")).isEqualTo("prometheus");
        for (Object panel : panels()) {
            assertThat(at(panel, "datasource", "uid")).isEqualTo(CHOSEN);
        }
        // A provisioned dashboard has no import dialog; Grafana then takes the first data source of that type.
        Object variable = at(dashboard, "templating", "list", 0);
        assertThat("${" + at(variable, "name") + "}").isEqualTo(CHOSEN);
        assertThat(at(variable, "query")).isEqualTo(at(source, "type"));
    }

    @Test
    void whoImportsItIsAskedForTheDataSource() {
        Object input = at(dashboard, "__inputs", 0);
        assertThat("${" + at(input, "name") + "}").isEqualTo(CHOSEN);
        assertThat(at(input, "type")).isEqualTo("datasource");
        assertThat(at(input, "pluginId")).isEqualTo("prometheus");
        assertThat(DeployFiles.text(GRAFANA.resolve("dashboards/gateway.json")))
                .doesNotContain("\"uid\": \"prometheus\"");
    }

    private List<Object> panels() {
        return list(at(dashboard, "panels")).stream()
                .filter(panel -> !at(panel, "type").equals("row"))
                .toList();
    }

    /** Returns the queries of panels, annotations and variables. */
    private List<String> queries() {
        List<String> queries = new ArrayList<>();
        panels().forEach(panel ->
                list(at(panel, "targets")).forEach(target -> queries.add((String) at(target, "expr"))));
        Stream.concat(
                        list(at(dashboard, "annotations", "list")).stream().map(mark -> at(mark, "expr")),
                        list(at(dashboard, "templating", "list")).stream()
                                .filter(one -> at(one, "type").equals("query"))
                                .map(one -> at(one, "query", "query")))
                .forEach(query -> queries.add((String) query));
        return queries;
    }
}
