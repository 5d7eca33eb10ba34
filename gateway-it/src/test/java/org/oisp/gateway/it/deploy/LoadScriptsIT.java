package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.SCRIPTS;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the text of the k6 scripts, since k6 itself is not part of the build. */
class LoadScriptsIT {

    private static final List<String> NAMES = List.of("soak", "rate", "receipts", "storm");
    private static final Pattern DECLARED = Pattern.compile("new (?:Rate|Trend|Counter)\\('(gateway_[a-z_]+)'");
    private static final Pattern LIMITED = Pattern.compile("(gateway_[a-z_]+): \\[(.+?)],");
    private static final List<String> FILES =
            Stream.concat(Stream.of("gateway"), NAMES.stream()).toList();
    private static final Pattern LIMIT = Pattern.compile("'(?:rate|count|p\\(\\d+\\))(?:==|<|>)[\\d.]+'(?:, )?");
    private static final Pattern VARIABLE = Pattern.compile("(?:number\\('|__ENV\\.)([A-Z][A-Z_0-9]+)");

    @Test
    void eachHasThresholdsForMetricsThatThereAre() {
        Set<String> shared = all(DECLARED, script("gateway"));
        for (String name : NAMES) {
            Set<String> declared = new TreeSet<>(shared);
            declared.addAll(all(DECLARED, script(name)));
            String thresholds = script(name).split("thresholds: \\{")[1].split("\\n {2}},")[0];
            List<MatchResult> limits = LIMITED.matcher(thresholds).results().toList();
            assertThat(limits).as(name).hasSizeGreaterThanOrEqualTo(3).allSatisfy(limit -> {
                assertThat(declared).contains(limit.group(1));
                assertThat(LIMIT.matcher(limit.group(2)).replaceAll("")).isEmpty();
            });
        }
    }

    @Test
    void theReadmeNamesEachScriptMetricAndVariable() {
        String readme = text(SCRIPTS.resolve("README.md"));
        for (String name : FILES) {
            assertThat(all(DECLARED, script(name)))
                    .allSatisfy(metric -> assertThat(readme).contains("`" + metric + "`"));
            assertThat(all(VARIABLE, script(name)))
                    .allSatisfy(variable -> assertThat(readme).contains("`" + variable + "`"));
        }
        assertThat(NAMES).allSatisfy(name -> assertThat(readme).contains("| `" + name + ".js`"));
    }

    /** The module that k6 recommends; it is in k6 1.6 and newer. */
    @Test
    void theyUseTheStandardWebSocketOfK6() {
        for (String name : FILES) {
            assertThat(script(name)).doesNotContain("k6/experimental", "k6/ws'");
        }
        assertThat(script("gateway"))
                .contains("import { WebSocket } from 'k6/websockets'")
                .contains("new WebSocket(`${url}/${path}`, 'echo-protocol'");
    }

    /** With an arrival rate a slow gateway gets no less to do. */
    @Test
    void devicesArriveAtARateAndDeliveryAndRegistrationHaveThresholds() {
        assertThat(script("gateway")).contains("executor: 'constant-arrival-rate'");
        for (String name : NAMES) {
            assertThat(script(name)).contains("gateway.arrivals(devices, ramp, ", "gateway_registered: [");
            if (!name.equals("storm")) {
                assertThat(script(name)).contains("gateway_delivered: ['rate==1']");
            }
        }
    }

    /** Where a metric of k6 means what a metric of the gateway means, it has the same name. */
    @Test
    void theirMetricsAreNamedAsTheGatewaysAre() {
        Set<String> own = new TreeSet<>();
        Pattern.compile("`(gateway_[a-z_]+?)(?:_total)?[`{]")
                .matcher(text(HOME.resolve("docs/metrics.md")))
                .results()
                .forEach(metric -> own.add(metric.group(1)));
        assertThat(own)
                .contains(
                        "gateway_registrations",
                        "gateway_registration_seconds",
                        "gateway_delivery_seconds",
                        "gateway_actuation_outcomes",
                        "gateway_receipt_seconds",
                        "gateway_drops");
        assertThat(all(DECLARED, script("gateway")))
                .filteredOn(metric -> !metric.equals("gateway_registered") && !metric.equals("gateway_delivered"))
                .isSubsetOf(own);
    }

    private static String script(String name) {
        return text(SCRIPTS.resolve(name + ".js"));
    }

    private static Set<String> all(Pattern pattern, String script) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(script).results().forEach(match -> found.add(match.group(1)));
        return found;
    }
}
