package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.SCRIPTS;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the text of the k6 scripts, since k6 itself is not part of the build. */
class LoadScriptsIT {

    private static final List<String> NAMES = List.of("soak", "rate", "storm");
    private static final Pattern DECLARED = Pattern.compile("new (?:Rate|Trend|Counter)\\('(gateway_[a-z_]+)'");
    private static final Pattern LIMITED = Pattern.compile("(gateway_[a-z_]+): \\[(.+?)],");
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
        for (String name : List.of("gateway", "soak", "rate", "storm")) {
            assertThat(all(VARIABLE, script(name)))
                    .allSatisfy(variable -> assertThat(readme).contains("`" + variable + "`"));
        }
        assertThat(NAMES).allSatisfy(name -> assertThat(readme).contains("| `" + name + ".js`"));
    }

    @Test
    void theyNeedNothingThatOlderVersionsOfK6DoNotHave() {
        for (String name : List.of("gateway", "soak", "rate", "storm")) {
            assertThat(script(name)).doesNotContain("k6/experimental", "k6/websockets", "?.", "??", "async ", "await ");
        }
        assertThat(script("gateway")).contains("from 'k6/ws'").contains("'Sec-WebSocket-Protocol': 'echo-protocol'");
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
