package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.text;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.operations.live.alert.Alert;
import org.oisp.gateway.server.management.page.OperatorsPage;

/** The Prometheus alerts against the meters of a real gateway, and against their own test if promtool is installed. */
class AlertRulesIT {

    private static final Path RULES = HOME.resolve("deploy/prometheus/rules/gateway.yml");
    private static final Path TEST = HOME.resolve("deploy/prometheus/rules/gateway.test.yml");

    private final List<Object> rules = list(at(yaml(RULES), "groups")).stream()
            .flatMap(group -> list(at(group, "rules")).stream())
            .toList();

    @Test
    void everyRuleIsOfMetersThatThereAre() {
        Set<String> asked = MeterNames.in(
                rules.stream().map(rule -> (String) at(rule, "expr")).toList());
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(asked).isSubsetOf(MeterNames.shown());
    }

    @Test
    void everyAlertSaysWhatItIsHowBadAndWhatToDo() {
        Set<String> names = new HashSet<>();
        assertThat(rules).hasSizeGreaterThan(20).allSatisfy(rule -> {
            String name = (String) at(rule, "alert");
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(at(rule, "labels", "severity")).isIn("critical", "warning", "info");
            assertThat((String) at(rule, "annotations", "summary")).isNotBlank().doesNotEndWith(".");
            Set<String> named = families(at(rule, "annotations", "description"));
            assertThat(named)
                    .as("meters that the description of %s names", name)
                    .isNotEmpty()
                    .isSubsetOf(families(at(rule, "expr")));
            assertThat(at(rule, "annotations", "runbook_url"))
                    .isEqualTo("docs/operating.md#" + name.toLowerCase(Locale.ROOT));
        });
    }

    private static Set<String> families(Object text) {
        return MeterNames.in(List.of((String) text)).stream()
                .map(MeterNames::family)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyAlertIsTested() {
        String test = text(TEST);
        assertThat(rules).allSatisfy(rule -> assertThat(test).contains("alertname=\"" + at(rule, "alert") + "\""));
        assertThat(list(at(yaml(TEST), "tests"))).hasSizeGreaterThan(10);
    }

    @Test
    void theChartHasTheSameRules() {
        assertThat(text(CHART.resolve("files/alerts.yaml"))).isEqualTo(text(RULES));
    }

    @Test
    void prometheusItselfTakesThemAndTheyFireOnWhatTheyAreFor() throws Exception {
        Promtool.assumeThere();
        assertThat(Promtool.run(
                        "",
                        "check",
                        "config",
                        HOME.resolve("deploy/prometheus/prometheus.yml").toString()))
                .contains("SUCCESS");
        assertThat(Promtool.run("", "test", "rules", TEST.toString())).contains("SUCCESS");
    }

    /** The page shows alerts without Prometheus, so names and severities must agree. */
    @Test
    void theGatewayKnowsAlertsByTheSameNamesAndAsBad() {
        Map<String, Object> severities = new TreeMap<>();
        rules.forEach(rule -> severities.put((String) at(rule, "alert"), at(rule, "labels", "severity")));
        assertThat(Alert.values())
                .allSatisfy(alert -> assertThat(severities)
                        .containsEntry(alert.rule(), alert.severity().tag()));
        Set<String> leftToPrometheus = new TreeSet<>(severities.keySet());
        Stream.of(Alert.values()).map(Alert::rule).forEach(leftToPrometheus::remove);
        assertThat(leftToPrometheus)
                .containsExactly(
                        "GatewayAbsent",
                        "GatewayDatabaseSlow",
                        "GatewayDeliveryLag",
                        "GatewayDown",
                        "GatewayRegistrationsSlow",
                        "GatewayRestarting");
    }

    @Test
    void thePageHasTheChapterOfAlertsAsItIs() throws IOException {
        String operating = text(HOME.resolve("docs/operating.md"));
        String chapter = operating.substring(operating.indexOf("## Alerts\n"));
        try (InputStream page = OperatorsPage.class.getResourceAsStream("alerts.md")) {
            assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8))
                    .as("beside OperatorsPage lies a copy: copy the chapter once more")
                    .isEqualTo(chapter);
        }
    }
}
