package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the chart lets traffic in and out: NetworkPolicy, Ingress, HTTPRoute. */
class ChartNetworkIT {

    private static final String ON = "networkPolicy: { enabled: true }\n";

    @Test
    void byDefaultDnsAndTheDatabaseCanBeReachedAndNothingElse() {
        assertThat(egress(ON)).containsExactly(List.of(53, 53), List.of(5432));
    }

    @Test
    void everyNeighbourInTheSettingsCanBeReachedAtItsPort() {
        assertThat(egress(ON + """
                configuration: { variables: { OISP_POSTGRES_CONFIG: null } }
                settings:
                  GATEWAY_DATABASE_HOST: db1:5433,db2
                  GATEWAY_DATABASE_PORT: 6543
                  GATEWAY_DATABASE_REPLICAS: replica:5434
                  GATEWAY_REDIS_HOST: redis
                  GATEWAY_REDIS_PORT: 6380
                  GATEWAY_KAFKA_SERVERS: kafka-1:9093, kafka-2:9094
                  GATEWAY_KEYCLOAK_URL: http://keycloak:8080/auth
                  GATEWAY_TRACING_ENDPOINT: http://collector:4318
                """))
                .containsExactly(
                        List.of(53, 53),
                        List.of(6543, 5433, 5434),
                        List.of(8080),
                        List.of(9093, 9094),
                        List.of(6380),
                        List.of(4318));
        assertThat(egress(ON + """
                settings: { GATEWAY_KEYCLOAK_DISCOVERY_URL: "https://id.example/.well-known/openid-configuration" }
                """)).containsExactly(List.of(53, 53), List.of(5432), List.of(443));
    }

    @Test
    void sentinelsAndNodesOfAClusterCanBeReached() {
        assertThat(egress(ON + """
                settings: { GATEWAY_REDIS_SENTINELS: "s1:26380,s2:26380", GATEWAY_REDIS_MASTER: main }
                """)).containsExactly(List.of(53, 53), List.of(5432), List.of(6379, 26380));
        assertThat(egress(ON + """
                settings: { GATEWAY_REDIS_SENTINELS: "s1,s2", GATEWAY_REDIS_MASTER: main }
                """)).containsExactly(List.of(53, 53), List.of(5432), List.of(6379, 26379));
        assertThat(egress(ON + """
                settings: { GATEWAY_REDIS_CLUSTER: "n1:7001,n2:7002" }
                """)).containsExactly(List.of(53, 53), List.of(5432), List.of(6379, 7001, 7002));
    }

    /** The chart cannot look into Secrets. */
    @Test
    void neighboursWhoseAddressIsInASecretCanBeReachedAtTheUsualPort() {
        assertThat(egress(ON + """
                configuration:
                  variables:
                    OISP_REDIS_CONFIG: { secretKeyRef: { name: oisp, key: redis } }
                    OISP_KAFKA_CONFIG: { secretKeyRef: { name: oisp, key: kafka } }
                    OISP_KEYCLOAK_CONFIG: { secretKeyRef: { name: oisp, key: keycloak } }
                """))
                .containsExactly(List.of(53, 53), List.of(5432), List.of(443), List.of(9092), List.of(6379));
    }

    @Test
    void portsAndPeersOfANeighbourCanBeGiven() {
        RenderedChart chart = RenderedChart.with("""
                settings: { GATEWAY_REDIS_HOST: redis }
                networkPolicy:
                  enabled: true
                  egress:
                    dns: { ports: [5353] }
                    redis: { ports: [7000], to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }
                    extra: [{ ports: [{ port: 9, protocol: TCP }] }]
                """);
        List<Object> rules = list(at(chart.only("NetworkPolicy"), "spec", "egress"));
        assertThat(ports(rules)).containsExactly(List.of(5353, 5353), List.of(5432), List.of(7000), List.of(9));
        assertThat(at(rules.get(2), "to", 0, "ipBlock", "cidr")).isEqualTo("10.0.0.0/8");
        assertThat(map(rules.get(1))).doesNotContainKey("to");
    }

    @Test
    void operatorsAreLetInByNameAndTheTestAlways() {
        RenderedChart chart = RenderedChart.with(HelmChartIT.EVERYTHING);
        List<Object> rules = list(at(chart.only("NetworkPolicy"), "spec", "ingress"));
        assertThat(rules).hasSize(3);
        assertThat(map(rules.get(0))).as("devices come from anywhere").doesNotContainKey("from");
        assertThat(at(rules.get(1), "from", 0, "podSelector", "matchLabels")).isEqualTo(Map.of("app", "prometheus"));
        assertThat(map(at(chart.only("Pod"), "metadata", "labels")))
                .containsAllEntriesOf(map(at(rules.get(2), "from", 0, "podSelector", "matchLabels")));
    }

    private static List<List<Object>> egress(String values) {
        return ports(list(at(RenderedChart.with(values).only("NetworkPolicy"), "spec", "egress")));
    }

    private static List<List<Object>> ports(List<Object> rules) {
        List<List<Object>> all = new ArrayList<>();
        rules.forEach(rule -> all.add(
                list(at(rule, "ports")).stream().map(port -> at(port, "port")).toList()));
        return all;
    }

    @Test
    void anIngressLeadsEveryPathOfEachHostToTheDevicesPort() {
        Object spec = at(RenderedChart.with(HelmChartIT.EVERYTHING).only("Ingress"), "spec");
        assertThat(list(at(spec, "rules")))
                .extracting(rule -> at(rule, "host"))
                .containsExactly("a.example", "b.example");
        Object path = at(spec, "rules", 0, "http", "paths", 0);
        assertThat(map(path)).containsEntry("path", "/").containsEntry("pathType", "Prefix");
        assertThat(at(path, "backend", "service"))
                .isEqualTo(Map.of("name", "test-oisp-gateway-devices", "port", Map.of("name", "devices")));
        Object any = at(RenderedChart.with("ingress: { enabled: true }").only("Ingress"), "spec", "rules");
        assertThat(list(any)).hasSize(1);
        assertThat(map(list(any).get(0))).doesNotContainKey("host");
    }

    /** Idle timeouts under 60 s, or a limit of a connection's age, would cut good connections. */
    @Test
    void theExamplesKeepWebSocketsOpen() {
        Object ingress = example("ingress-nginx.yaml").only("Ingress");
        for (String timeout : List.of("proxy-read-timeout", "proxy-send-timeout")) {
            String seconds = (String) at(ingress, "metadata", "annotations", "nginx.ingress.kubernetes.io/" + timeout);
            assertThat(Integer.parseInt(seconds)).isGreaterThanOrEqualTo(60);
        }
        RenderedChart gateway = example("gateway-api.yaml");
        Object rule = at(gateway.only("HTTPRoute"), "spec", "rules", 0);
        assertThat(at(rule, "timeouts", "request")).isEqualTo("0s");
        Object service = at(gateway.service("test-oisp-gateway-devices"), "spec", "ports", 0);
        assertThat(at(service, "appProtocol")).isEqualTo("kubernetes.io/ws");
        assertThat(at(rule, "backendRefs", 0, "port")).isEqualTo(at(service, "port"));
    }

    private static RenderedChart example(String name) {
        return RenderedChart.of(RenderedChart.command().withValuesFile(RenderedChart.EXAMPLES.resolve(name)));
    }
}
