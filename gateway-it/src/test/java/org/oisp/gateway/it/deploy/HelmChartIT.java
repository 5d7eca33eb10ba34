package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.text;
import static org.oisp.gateway.it.deploy.RenderedChart.command;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Helm chart, linted and rendered by Helm itself. */
class HelmChartIT {

    /** Everything that can be turned on. */
    static final String EVERYTHING = """
            imagePullSecrets: [{ name: registry }]
            service: { type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [10.0.0.0/8] }
            extraEnv: [{ name: TZ, value: UTC }]
            envFrom: [{ configMapRef: { name: more } }]
            initContainers: [{ name: first, image: "busybox:1.37", command: [/bin/true] }]
            extraContainers: [{ name: beside, image: "busybox:1.37", command: [/bin/sleep, infinity] }]
            extraVolumes: [{ name: scratch, emptyDir: {} }]
            extraVolumeMounts: [{ name: scratch, mountPath: /scratch }]
            tls: { secretName: gateway-tls }
            files: { GATEWAY_REDIS_CA: { secretName: redis-ca, key: ca.crt } }
            autoscaling: { enabled: true }
            ingress: { enabled: true, hosts: [a.example, b.example], tls: [{ hosts: [a.example], secretName: a }] }
            httpRoute: { enabled: true, parentRefs: [{ name: public }], hostnames: [a.example], timeouts: { request: 0s } }
            serviceMonitor:
              enabled: true
              labels: { release: prometheus }
              relabelings: [{ action: replace, targetLabel: cluster, replacement: one }]
              metricRelabelings: [{ action: drop, sourceLabels: [__name__], regex: jvm_.* }]
            prometheusRule: { enabled: true, runbookBase: "https://example.org/" }
            grafanaDashboard: { enabled: true, annotations: { grafana_folder: Gateways } }
            networkPolicy:
              enabled: true
              managementFrom: [{ podSelector: { matchLabels: { app: prometheus } } }]
            tolerations: [{ key: only, operator: Exists }]
            """;

    @Test
    void hasNothingThatTheLinterDislikes() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @Test
    void givesEachPodItsOwnNameInTheBindingRows() {
        RenderedChart chart = RenderedChart.withDefaults();
        assertThat(at(chart.only("StatefulSet"), "spec", "serviceName")).isEqualTo("test-oisp-gateway");
        assertThat(chart.environment())
                .containsEntry("GATEWAY_ADVERTISED_SERVER", "$(POD_NAME).test-oisp-gateway:5000")
                .containsEntry("GATEWAY_MANAGEMENT_HOST", "0.0.0.0");
        assertThat(at(chart.service("test-oisp-gateway"), "spec", "clusterIP")).isEqualTo("None");
    }

    @Test
    void namesCarryTheReleaseSoTwoReleasesFitIntoANamespace() {
        Set<Object> names = new HashSet<>();
        for (String release : List.of("one", "two")) {
            RenderedChart chart = RenderedChart.of(command(release).withValuesFile(RenderedChart.file(EVERYTHING)));
            for (Map<String, Object> object : chart.objects()) {
                assertThat(names.add(object.get("kind") + " " + at(object, "metadata", "name")))
                        .as("%s of the release %s", object.get("kind"), release)
                        .isTrue();
            }
        }
        assertThat(names).contains("StatefulSet one-oisp-gateway", "StatefulSet two-oisp-gateway");
    }

    @Test
    void namesCanBeGiven() {
        assertThat(name(command("my-oisp-gateway"))).isEqualTo("my-oisp-gateway");
        assertThat(name(command("one").set("nameOverride", "ws"))).isEqualTo("one-ws");
        assertThat(name(command("one").set("fullnameOverride", "websocket-server")))
                .isEqualTo("websocket-server");
    }

    private static Object name(TemplateCommand command) {
        RenderedChart chart = RenderedChart.of(command);
        return at(chart.only("StatefulSet"), "metadata", "name");
    }

    @Test
    void podsAreLockedDownProbedAndDrained() {
        RenderedChart chart = RenderedChart.withDefaults();
        assertThat(at(chart.pod(), "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(chart.pod(), "automountServiceAccountToken")).isEqualTo(false);
        assertThat(at(chart.pod(), "enableServiceLinks")).isEqualTo(false);
        Object container = chart.container();
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/health/live");
        assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/health/ready");
        // The gateway drains on SIGTERM, so it needs no preStop hook.
        assertThat(map(container)).doesNotContainKey("lifecycle");
        assertThat((Integer) at(chart.pod(), "terminationGracePeriodSeconds")).isEqualTo(30);
        assertThat(chart.kinds())
                .containsExactlyInAnyOrder("StatefulSet", "Service", "ServiceAccount", "PodDisruptionBudget", "Pod");
    }

    /** While the database is away all pods are not ready, and nodes can be drained all the same. */
    @Test
    void podsThatAreNotReadyMayBeEvicted() {
        Object budget = at(RenderedChart.withDefaults().only("PodDisruptionBudget"), "spec");
        assertThat(at(budget, "maxUnavailable")).isEqualTo(1);
        assertThat(at(budget, "unhealthyPodEvictionPolicy")).isEqualTo("AlwaysAllow");
        // Older ones do not know the field.
        Object older = at(RenderedChart.of(command().withKubeVersion("1.26.3")).only("PodDisruptionBudget"), "spec");
        assertThat(map(older)).doesNotContainKey("unhealthyPodEvictionPolicy");
    }

    @Test
    void everySelectorFindsThePodsAndNotTheTest() {
        RenderedChart chart = RenderedChart.with(EVERYTHING);
        Map<String, Object> labels = map(at(chart.only("StatefulSet"), "spec", "template", "metadata", "labels"));
        Map<String, Object> test = map(at(chart.only("Pod"), "metadata", "labels"));
        for (Map<String, Object> object : chart.objects()) {
            Object selector = switch ((String) object.get("kind")) {
                case "Service" -> at(object, "spec", "selector");
                case "StatefulSet", "PodDisruptionBudget" -> at(object, "spec", "selector", "matchLabels");
                case "NetworkPolicy" -> at(object, "spec", "podSelector", "matchLabels");
                default -> Map.of();
            };
            assertThat(labels).containsAllEntriesOf(map(selector));
            assertThat(map(selector).isEmpty()
                            || !test.entrySet().containsAll(map(selector).entrySet()))
                    .as("the test's pod is none of %s", object.get("kind"))
                    .isTrue();
        }
        Map<String, Object> monitored = map(at(chart.only("ServiceMonitor"), "spec", "selector", "matchLabels"));
        assertThat(chart.objects().stream()
                        .filter(object -> object.get("kind").equals("Service"))
                        .filter(object ->
                                map(at(object, "metadata", "labels")).entrySet().containsAll(monitored.entrySet())))
                .hasSize(1);
    }

    @Test
    void thePrometheusOperatorHasTheAlertsAndTheRelabelings() {
        RenderedChart chart = RenderedChart.with(EVERYTHING);
        Object rule = at(chart.only("PrometheusRule"), "spec", "groups", 0, "rules", 0);
        assertThat(at(rule, "annotations", "runbook_url"))
                .isEqualTo("https://example.org/docs/operating.md#gatewaydown");
        assertThat((String) at(rule, "annotations", "summary")).contains("{{ $labels.instance }}");
        Object endpoint = at(chart.only("ServiceMonitor"), "spec", "endpoints", 0);
        assertThat(at(endpoint, "relabelings", 0, "targetLabel")).isEqualTo("cluster");
        assertThat(at(endpoint, "metricRelabelings", 0, "regex")).isEqualTo("jvm_.*");
    }

    @Test
    void grafanaHasTheDashboardOfTheRepository() {
        String dashboard = text(HOME.resolve("deploy/grafana/dashboards/gateway.json"));
        assertThat(text(CHART.resolve("files/dashboard.json")))
                .as("the chart has a copy: copy the dashboard once more")
                .isEqualTo(dashboard);
        Map<String, Object> map = RenderedChart.with(EVERYTHING).only("ConfigMap");
        assertThat(at(map, "metadata", "labels", "grafana_dashboard")).isEqualTo("1");
        assertThat(at(map, "data", "test-oisp-gateway.json")).isEqualTo(dashboard);
    }

    @Test
    void podsAreAddedByConnectionsAndRemovedSlowly() {
        RenderedChart chart = RenderedChart.with("""
                connections: 40000
                autoscaling: { enabled: true, targetConnectionsPercent: 60 }
                """);
        Object scaler = at(chart.only("HorizontalPodAutoscaler"), "spec");
        assertThat(at(scaler, "scaleTargetRef", "name")).isEqualTo("test-oisp-gateway");
        assertThat(at(scaler, "metrics", 0, "pods", "metric", "name")).isEqualTo("gateway_connections");
        assertThat(at(scaler, "metrics", 0, "pods", "target", "averageValue")).isEqualTo("24000");
        assertThat(at(scaler, "behavior", "scaleDown", "stabilizationWindowSeconds"))
                .isEqualTo(3600);
        // Otherwise each upgrade would undo what the autoscaler did.
        assertThat(map(at(chart.only("StatefulSet"), "spec"))).doesNotContainKey("replicas");
    }

    @Test
    void whatAPodHasBesidesIsPassedOn() {
        RenderedChart chart = RenderedChart.with(EVERYTHING);
        assertThat(chart.environment()).containsEntry("TZ", "UTC");
        assertThat(at(chart.container(), "envFrom", 0, "configMapRef", "name")).isEqualTo("more");
        assertThat(at(chart.pod(), "initContainers", 0, "name")).isEqualTo("first");
        assertThat(list(at(chart.pod(), "containers")))
                .extracting(container -> at(container, "name"))
                .containsExactly("gateway", "beside");
        assertThat(chart.volume("scratch")).isNotNull();
        assertThat(list(at(chart.container(), "volumeMounts")))
                .extracting(mount -> at(mount, "mountPath"))
                .contains("/scratch", "/tmp", "/app/keys", "/app/tls", "/app/files");
    }

    @Test
    void anImageIsTakenByDigestIfThereIsOne() {
        assertThat(at(RenderedChart.withDefaults().container(), "image")).isEqualTo(RenderedChart.IMAGE + ":0.1.0");
        String digest = "sha256:" + "0a".repeat(32);
        RenderedChart chart = RenderedChart.of(command().set("image.digest", digest));
        assertThat(at(chart.container(), "image")).isEqualTo(RenderedChart.IMAGE + "@" + digest);
        assertThat(at(chart.only("Pod"), "spec", "containers", 0, "image"))
                .isEqualTo(RenderedChart.IMAGE + "@" + digest);
    }
}
