package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.oisp.gateway.it.deploy.RenderedChart.command;

import com.marcnuri.helm.TemplateCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user reads who gives the chart a wrong value: always the name of the value, and what is wrong. */
class ChartValuesIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas=two | at '/replicas': got string, want integer",
                "nmae=x | additional properties 'nmae' not allowed",
                "ports.devices=abc | at '/ports/devices': got string, want integer",
                "ports.devices=70000 | at '/ports/devices': maximum: got 70,000, want 65,535",
                "ports.device=5000 | at '/ports': additional properties 'device' not allowed",
                "settings.GATEWAY_MAX_CONECTIONS=5 | at '/settings': additional properties 'GATEWAY_MAX_CONECTIONS' not allowed",
                "settings.GATEWAY_RECEIPTS=many | at '/settings/GATEWAY_RECEIPTS': 'many' does not match pattern",
                "settings.GATEWAY_RECEIPTS=0 | at '/settings/GATEWAY_RECEIPTS': minimum: got 0, want 1",
                "settings.GATEWAY_PING_INTERVAL=30 | at '/settings/GATEWAY_PING_INTERVAL': got number, want string",
                "settings.GATEWAY_PING_INTERVAL=30sec | at '/settings/GATEWAY_PING_INTERVAL': '30sec' does not match pattern",
                "settings.GATEWAY_REDIS_TLS=yes | at '/settings/GATEWAY_REDIS_TLS': value must be one of '', 'on', 'off', true, false",
                "settings.GATEWAY_DATABASE_TLS=on | at '/settings/GATEWAY_DATABASE_TLS': value must be one of '', 'disable'",
                "settings.GATEWAY_MEMORY_SHARE=4 | at '/settings/GATEWAY_MEMORY_SHARE': maximum: got 4, want 0.8",
                "resources.limits.memory=lots | at '/resources/limits/memory': 'lots' does not match pattern",
                "resources.limit.memory=1Gi | at '/resources': additional properties 'limit' not allowed",
                "image.digest=abc | at '/image/digest': 'abc' does not match pattern",
                "secrets.GATEWAY_REDIS_PASWORD.name=x | at '/secrets': additional properties 'GATEWAY_REDIS_PASWORD' not allowed",
                "secrets.GATEWAY_REDIS_PASSWORD.value=x | at '/secrets/GATEWAY_REDIS_PASSWORD': additional properties 'value' not allowed",
                "files.GATEWAY_REDIS_CERT.secretName=x | at '/files': additional properties 'GATEWAY_REDIS_CERT' not allowed",
                "configuration.variables.OISP_POSTGRE_CONFIG=x | additional properties 'OISP_POSTGRE_CONFIG' not allowed",
                "service.type=Loadbalancer | at '/service/type': value must be one of 'ClusterIP', 'NodePort', 'LoadBalancer'",
                "logLevel=verbose | at '/logLevel': value must be one of 'error', 'warn', 'info', 'debug', 'trace'",
                "prometheusRule.runbookBase=docs | at '/prometheusRule/runbookBase': 'docs' does not match pattern",
                "podDisruptionBudget.unhealthyPodEvictionPolicy=Always | value must be one of 'AlwaysAllow', 'IfHealthyBudget'",
            })
    void whatIsMisspeltOrOfTheWrongTypeIsRefusedByName(String given, String said) {
        refused(given, said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "settings.GATEWAY_PORT=1 | settings.GATEWAY_PORT: the chart sets it from ports.devices",
                "settings.GATEWAY_MAX_CONNECTIONS=5 | settings.GATEWAY_MAX_CONNECTIONS: the chart sets it from connections",
                "settings.GATEWAY_DATABASE_URL=postgresql://u:p@h/d | settings.GATEWAY_DATABASE_URL: a secret is not given here, but by the name of a Secret: secrets.GATEWAY_DATABASE_URL.name and .key",
                "settings.GATEWAY_REDIS_PASSWORD=p | secrets.GATEWAY_REDIS_PASSWORD.name and .key",
                "settings.GATEWAY_DATABASE_HOST=db | configuration.variables.OISP_POSTGRES_CONFIG: GATEWAY_DATABASE_HOST is given too, and says the same; set one of them to null",
                "settings.GATEWAY_DRAIN_TIMEOUT=26s | terminationGracePeriodSeconds: it has to be at least five seconds more than settings.GATEWAY_DRAIN_TIMEOUT, which is 26s",
                "secrets.GATEWAY_DATABASE_URL.name=db | configuration.variables.OISP_POSTGRES_CONFIG: GATEWAY_DATABASE_URL is given too",
                "publicKey.configMapName=both | publicKey: give secretName or configMapName, not both",
                "publicKey.secretName= | publicKey: give secretName or configMapName, or a realm",
                "prometheusRule.enabled=true | prometheusRule.runbookBase: give the address",
                "httpRoute.enabled=true | httpRoute.parentRefs: name the Gateway",
                "resources.limits.memory=256Mi | resources.limits.memory: 256Mi is too little for 10000 connections and these settings, which need 512Mi",
                "resources.limits.memory=0.4Gi | resources.limits.memory: 0.4Gi is too little for 10000 connections",
                "fullnameOverride=a-name-that-is-too-long | would have 54 characters, and holds 50",
                "extraEnv[0].name=GATEWAY_PORT | extraEnv: GATEWAY_PORT is set already",
                "configuration.variables.OISP_REDIS_CONFIG.secretKeyRef=null | configuration.variables.OISP_REDIS_CONFIG: give secretKeyRef or configMapKeyRef",
            })
    void whatCannotWorkIsSaidBeforeAnythingIsInstalled(String given, String said) {
        refused(given, said);
    }

    private static void refused(String given, String said) {
        String[] assignment = given.split("=", 2);
        TemplateCommand command = command().set(assignment[0], assignment[1]);
        assertThatThrownBy(command::call).hasMessageContaining(said);
    }

    @Test
    void withoutAnImageTheWordsSayWhatToDo() {
        assertThatThrownBy(() -> RenderedChart.bare("test").call())
                .hasMessageContaining("image.repository: no public registry has the image. Build it (docker build")
                .hasMessageContaining("--set image.repository=REGISTRY/oisp-gateway");
    }

    @Test
    void aFileIsNamedInOnePlace() {
        assertThatThrownBy(() -> RenderedChart.with("""
                        files: { GATEWAY_REDIS_CA: { secretName: redis } }
                        settings: { GATEWAY_REDIS_CA: /vault/ca.pem }
                        """))
                .hasMessageContaining("files.GATEWAY_REDIS_CA: settings.GATEWAY_REDIS_CA names a file too");
        assertThatThrownBy(() -> RenderedChart.with("""
                        tls: { secretName: gateway-tls }
                        settings: { GATEWAY_TLS_KEY: /vault/key.pem }
                        """))
                .hasMessageContaining("tls.secretName: settings.GATEWAY_TLS_KEY names a file too");
    }

    @Test
    void settingsReachThePodAsTheyWereWritten() {
        RenderedChart chart = RenderedChart.with("""
                connections: 2000000
                settings:
                  GATEWAY_REMEMBERED_TOKENS: 2000000
                  GATEWAY_REMEMBERED_ROUTES: "1000"
                  GATEWAY_PING_INTERVAL: 30s
                  GATEWAY_TRACING_SAMPLING: 0.05
                  GATEWAY_REDIS_REQUIRED: on
                  GATEWAY_PROXY_PROTOCOL: "off"
                  GATEWAY_CLUSTER_UNSIGNED: refuse
                jvmOptions: -Xmx1g
                """);
        assertThat(chart.environment())
                .containsEntry("GATEWAY_MAX_CONNECTIONS", "2000000")
                .containsEntry("GATEWAY_REMEMBERED_TOKENS", "2000000")
                .containsEntry("GATEWAY_REMEMBERED_ROUTES", "1000")
                .containsEntry("GATEWAY_PING_INTERVAL", "30s")
                .containsEntry("GATEWAY_TRACING_SAMPLING", "0.05")
                .containsEntry("GATEWAY_REDIS_REQUIRED", "on")
                .containsEntry("GATEWAY_PROXY_PROTOCOL", "off")
                .containsEntry("GATEWAY_CLUSTER_UNSIGNED", "refuse")
                .containsEntry("JVM_OPTIONS", "-Xmx1g")
                .doesNotContainKey("GATEWAY_PING_GRACE");
    }

    @Test
    void aDrainMayTakeAsLongAsThePodIsGiven() {
        assertThatThrownBy(() -> command()
                        .set("settings.GATEWAY_DRAIN_TIMEOUT", "2m")
                        .set("terminationGracePeriodSeconds", 124)
                        .call())
                .hasMessageContaining("terminationGracePeriodSeconds");
        assertThat(command()
                        .set("settings.GATEWAY_DRAIN_TIMEOUT", "2m")
                        .set("terminationGracePeriodSeconds", 125)
                        .call())
                .contains("terminationGracePeriodSeconds: 125");
    }
}
