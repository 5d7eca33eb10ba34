package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.server.config.setting.Setting;

/** Secrets and files of the chart come from Secrets and ConfigMaps that are there already, by name and key. */
class ChartSecretsIT {

    static Stream<Setting> secrets() {
        return Stream.of(Setting.values()).filter(Setting::secret);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void everySecretIsTakenFromAKeyOfASecret(Setting secret) {
        Map<String, Object> environment =
                RenderedChart.with("""
                secrets: { %s: { name: mine, key: this-one } }
                configuration: { variables: { OISP_POSTGRES_CONFIG: null } }
                """.formatted(secret.variable())).environment();
        assertThat(at(environment.get(secret.variable()), "secretKeyRef"))
                .isEqualTo(Map.of("name", "mine", "key", "this-one"));
    }

    @Test
    void theChartHasNoSecretOfItsOwnAndSetsNoneThatIsNotNamed() {
        RenderedChart chart = RenderedChart.withDefaults();
        assertThat(chart.kinds()).doesNotContain("Secret");
        assertThat(chart.environment().keySet())
                .doesNotContainAnyElementsOf(secrets().map(Setting::variable).toList());
    }

    @Test
    void theConfigurationOfTheOriginalRefersToWhatIsGiven() {
        Map<String, Object> environment = RenderedChart.with("""
                configuration:
                  variables:
                    OISP_REDIS_CONFIG:
                      configMapKeyRef: { name: oisp-config, key: redis }
                    OISP_WEBSOCKETUSER_CONFIG: null
                settings: { GATEWAY_SENDER_USERNAME: api_actuator }
                """).environment();
        assertThat(environment)
                .containsEntry(
                        "OISP_WEBSOCKET_SERVER_CONFIG",
                        "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"redisConfig\":\"@@OISP_REDIS_CONFIG\"}")
                .doesNotContainKey("OISP_WEBSOCKETUSER_CONFIG");
        assertThat(at(environment.get("OISP_POSTGRES_CONFIG"), "secretKeyRef"))
                .isEqualTo(Map.of("name", "oisp-gateway", "key", "postgres"));
        assertThat(at(environment.get("OISP_REDIS_CONFIG"), "configMapKeyRef", "key"))
                .isEqualTo("redis");
        assertThat(RenderedChart.with("""
                        configuration: { variables: { OISP_POSTGRES_CONFIG: null, OISP_WEBSOCKETUSER_CONFIG: null } }
                        """).environment()).doesNotContainKey("OISP_WEBSOCKET_SERVER_CONFIG");
    }

    /** Kubernetes renews directories, and never a file that is mounted alone (subPath). */
    @Test
    void theCertificateIsMountedSoThatItCanBeRenewed() {
        RenderedChart chart = RenderedChart.with(
                "tls: { secretName: from-cert-manager, certificateKey: a.crt, privateKeyKey: a.key }");
        assertThat(chart.environment())
                .containsEntry("GATEWAY_TLS_CERTIFICATE", "/app/tls/tls.crt")
                .containsEntry("GATEWAY_TLS_KEY", "/app/tls/tls.key");
        assertThat(at(chart.volume("tls"), "secret", "secretName")).isEqualTo("from-cert-manager");
        assertThat(at(chart.volume("tls"), "secret", "items"))
                .isEqualTo(
                        List.of(Map.of("key", "a.crt", "path", "tls.crt"), Map.of("key", "a.key", "path", "tls.key")));
        assertThat(list(at(chart.container(), "volumeMounts")))
                .anySatisfy(mount -> assertThat(map(mount)).containsEntry("mountPath", "/app/tls"))
                .allSatisfy(mount -> assertThat(map(mount)).doesNotContainKey("subPath"));
    }

    @Test
    void filesAreMountedAndTheirSettingsPointAtThem() {
        RenderedChart chart = RenderedChart.with("""
                files:
                  GATEWAY_DATABASE_CA: { configMapName: authorities, key: ca.crt }
                  GATEWAY_DATABASE_KEY: { secretName: client }
                """);
        assertThat(chart.environment())
                .containsEntry("GATEWAY_DATABASE_CA", "/app/files/GATEWAY_DATABASE_CA")
                .containsEntry("GATEWAY_DATABASE_KEY", "/app/files/GATEWAY_DATABASE_KEY")
                .doesNotContainKey("GATEWAY_DATABASE_CERTIFICATE");
        List<Object> sources = list(at(chart.volume("files"), "projected", "sources"));
        assertThat(sources).hasSize(2);
        assertThat(at(sources.get(0), "configMap", "items", 0))
                .isEqualTo(Map.of("key", "ca.crt", "path", "GATEWAY_DATABASE_CA"));
        assertThat(at(sources.get(1), "secret", "items", 0))
                .isEqualTo(Map.of("key", "database-key.pem", "path", "GATEWAY_DATABASE_KEY"));
    }

    @Test
    void theKeyOfTheTokensMayBeInAConfigMapOrARealms() {
        RenderedChart chart = RenderedChart.with("publicKey: { secretName: \"\", configMapName: keys }");
        assertThat(at(chart.volume("keys"), "configMap", "name")).isEqualTo("keys");
        RenderedChart realm = RenderedChart.with("""
                publicKey: { secretName: "" }
                settings: { GATEWAY_KEYCLOAK_DISCOVERY_URL: "https://id.example/.well-known/openid-configuration" }
                """);
        assertThat(realm.environment()).doesNotContainKey("GATEWAY_PUBLIC_KEY");
        assertThat(list(at(realm.pod(), "volumes")))
                .extracting(volume -> at(volume, "name"))
                .containsExactly("tmp");
    }
}
