package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart, linted and rendered by Helm itself. */
class HelmChartIT {

    @Test
    void hasNothingThatTheLinterDislikes() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @Test
    void givesEachPodItsOwnNameInTheBindingRows() {
        List<Map<String, Object>> rendered = render(chart());
        Map<String, Object> set = kind(rendered, "StatefulSet");
        assertThat(at(set, "spec", "serviceName")).isEqualTo("websocket-server");
        Map<String, Object> environment = environment(set);
        assertThat(environment)
                .containsEntry("GATEWAY_ADVERTISED_SERVER", "$(POD_NAME).websocket-server:5000")
                .containsEntry("GATEWAY_MANAGEMENT_HOST", "0.0.0.0")
                .doesNotContainKey("GATEWAY_MAX_CONNECTIONS");
        assertThat(at(environment.get("OISP_POSTGRES_CONFIG"), "secretKeyRef", "key"))
                .isEqualTo("postgres");
        Object headless = rendered.stream()
                .filter(object -> at(object, "metadata", "name").equals("websocket-server"))
                .filter(object -> object.get("kind").equals("Service"))
                .findFirst()
                .orElseThrow();
        assertThat(at(headless, "spec", "clusterIP")).isEqualTo("None");
    }

    @Test
    void podsAreLockedDownProbedAndDrained() {
        List<Map<String, Object>> rendered = render(chart());
        Object pod = at(kind(rendered, "StatefulSet"), "spec", "template", "spec");
        Object container = at(pod, "containers", 0);
        assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
        assertThat(at(pod, "enableServiceLinks")).isEqualTo(false);
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/health/live");
        assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/health/ready");
        // The gateway drains on SIGTERM, so it needs no preStop hook.
        assertThat(map(container)).doesNotContainKey("lifecycle");
        assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isEqualTo(30);
        assertThat(at(kind(rendered, "PodDisruptionBudget"), "spec", "maxUnavailable"))
                .isEqualTo(1);
        assertThat(rendered.stream().map(object -> object.get("kind")))
                .doesNotContain("Secret", "ServiceMonitor", "NetworkPolicy");
    }

    @Test
    void everySelectorFindsThePods() {
        List<Map<String, Object>> rendered = render(everything());
        Map<String, Object> labels = map(at(kind(rendered, "StatefulSet"), "spec", "template", "metadata", "labels"));
        for (Map<String, Object> object : rendered) {
            Object selector = switch ((String) object.get("kind")) {
                case "Service" -> at(object, "spec", "selector");
                case "StatefulSet", "PodDisruptionBudget" -> at(object, "spec", "selector", "matchLabels");
                case "NetworkPolicy" -> at(object, "spec", "podSelector", "matchLabels");
                default -> Map.of();
            };
            assertThat(labels).containsAllEntriesOf(map(selector));
        }
        Map<String, Object> monitored = map(at(kind(rendered, "ServiceMonitor"), "spec", "selector", "matchLabels"));
        assertThat(rendered.stream()
                        .filter(object -> object.get("kind").equals("Service"))
                        .filter(object ->
                                map(at(object, "metadata", "labels")).entrySet().containsAll(monitored.entrySet())))
                .hasSize(1);
        assertThat(list(at(kind(rendered, "NetworkPolicy"), "spec", "ingress"))).hasSize(2);
    }

    @Test
    void thePrometheusOperatorHasTheAlertsIfItIsToldTo() {
        Object rule = at(kind(render(everything()), "PrometheusRule"), "spec", "groups", 0, "rules", 0);
        assertThat(at(rule, "annotations", "runbook_url"))
                .isEqualTo("https://example.org/docs/operating.md#gatewaydown");
        assertThat((String) at(rule, "annotations", "summary")).contains("{{ $labels.instance }}");
        assertThat(render(chart()).stream().map(object -> object.get("kind"))).doesNotContain("PrometheusRule");
    }

    @Test
    void settingsReachThePodAsTheyWereWritten(@TempDir Path directory) throws IOException {
        Path values = directory.resolve("values.yaml");
        Files.writeString(values, """
                settings:
                  GATEWAY_MAX_CONNECTIONS: 2000000
                  GATEWAY_PING_INTERVAL: 30s
                  GATEWAY_TRACING_SAMPLING: 0.05
                configuration:
                  variables:
                    OISP_REDIS_CONFIG:
                      configMapKeyRef: { name: oisp-config, key: redis }
                publicKey: { secretName: "", configMapName: keys }
                jvmOptions: -Xmx1g
                """);
        Map<String, Object> set = kind(render(chart().withValuesFile(values)), "StatefulSet");
        Map<String, Object> environment = environment(set);
        assertThat(environment)
                .containsEntry("GATEWAY_MAX_CONNECTIONS", "2000000")
                .containsEntry("GATEWAY_PING_INTERVAL", "30s")
                .containsEntry("GATEWAY_TRACING_SAMPLING", "0.05")
                .containsEntry("JVM_OPTIONS", "-Xmx1g");
        assertThat(at(environment.get("OISP_REDIS_CONFIG"), "configMapKeyRef", "key"))
                .isEqualTo("redis");
        assertThat(at(set, "spec", "template", "spec", "volumes", 0, "configMap", "name"))
                .isEqualTo("keys");
    }

    @Test
    void saysWhatCannotWork() {
        assertThatThrownBy(() ->
                        chart().set("settings.GATEWAY_DRAIN_TIMEOUT", "26s").call())
                .hasMessageContaining("GATEWAY_DRAIN_TIMEOUT");
        assertThatThrownBy(() -> chart().set("settings.GATEWAY_DRAIN_TIMEOUT", "2m")
                        .set("terminationGracePeriodSeconds", 124)
                        .call())
                .hasMessageContaining("terminationGracePeriodSeconds");
        chart().set("settings.GATEWAY_DRAIN_TIMEOUT", "2m")
                .set("terminationGracePeriodSeconds", 125)
                .call();
        assertThatThrownBy(() -> chart().set("publicKey.configMapName", "both").call())
                .hasMessageContaining("not both");
        assertThatThrownBy(() -> chart().set("settings.GATEWAY_PORT", "1").call())
                .hasMessageContaining("settings.GATEWAY_PORT");
    }

    private static TemplateCommand chart() {
        return new Helm(CHART).template().withName("test").withNamespace("iot").withKubeVersion("1.29.0");
    }

    private static TemplateCommand everything() {
        return chart().set("serviceMonitor.enabled", true)
                .set("prometheusRule.enabled", true)
                .set("prometheusRule.runbookBase", "https://example.org/")
                .set("networkPolicy.enabled", true)
                .set("networkPolicy.managementFrom[0].podSelector.matchLabels.app", "prometheus")
                .set("imagePullSecrets[0].name", "registry")
                .set("service.type", "LoadBalancer")
                .set("service.externalTrafficPolicy", "Local");
    }

    private static List<Map<String, Object>> render(TemplateCommand command) {
        return yaml(command.call());
    }

    private static Map<String, Object> kind(List<Map<String, Object>> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the pod's variables with their values or value sources. */
    private static Map<String, Object> environment(Object set) {
        Map<String, Object> variables = new TreeMap<>();
        for (Object entry : list(at(set, "spec", "template", "spec", "containers", 0, "env"))) {
            Map<String, Object> variable = map(entry);
            Object before = variables.put(
                    (String) variable.get("name"), variable.getOrDefault("value", variable.get("valueFrom")));
            assertThat(before).as("twice: " + variable.get("name")).isNull();
        }
        return variables;
    }
}
