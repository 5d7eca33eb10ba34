package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.text;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alerts for Prometheus against what a gateway really shows, and against their own test where there is a promtool. */
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
        assumeTrue(isThere("promtool"), "no promtool on the path: Debian's package prometheus has it");
        assertThat(promtool(
                        "check",
                        "config",
                        HOME.resolve("deploy/prometheus/prometheus.yml").toString()))
                .contains("SUCCESS");
        assertThat(promtool("test", "rules", TEST.toString())).contains("SUCCESS");
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static String promtool(String... arguments) throws Exception {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
