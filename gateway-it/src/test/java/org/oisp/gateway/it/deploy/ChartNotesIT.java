package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import org.junit.jupiter.api.Test;

/** What {@code helm install} says at its end. */
class ChartNotesIT {

    private static final String REDIS = "settings: { GATEWAY_REDIS_HOST: redis }\n";
    private static final String WARNING = "WARNING: 2 pods, and no Redis";

    @Test
    void severalPodsWithoutRedisAreAWarning() {
        assertThat(notes("")).contains(WARNING, "settings.GATEWAY_REDIS_HOST", "replicas: 1");
        assertThat(notes(REDIS)).doesNotContain("WARNING");
        assertThat(notes("replicas: 1")).doesNotContain("WARNING");
        assertThat(notes("""
                configuration: { variables: { OISP_REDIS_CONFIG: { secretKeyRef: { name: oisp, key: redis } } } }
                """)).doesNotContain("WARNING");
        assertThat(notes("extraEnv: [{ name: GATEWAY_REDIS_HOST, value: redis }]"))
                .doesNotContain("WARNING");
        assertThat(notes("envFrom: [{ secretRef: { name: more } }]"))
                .contains(WARNING + " that this chart can see (envFrom)");
    }

    @Test
    void theyLeadToTheOperatorsPageOrSayWhyThereIsNone() {
        assertThat(notes(REDIS))
                .contains("The operator's page and API are closed")
                .contains("kubectl --namespace iot create secret generic test-oisp-gateway-management")
                .contains("--set secrets.GATEWAY_MANAGEMENT_PASSWORD.name=test-oisp-gateway-management");
        assertThat(notes("secrets: { GATEWAY_MANAGEMENT_PASSWORD: { name: mine, key: word } }"))
                .contains("kubectl --namespace iot port-forward test-oisp-gateway-0 5001")
                .contains("http://localhost:5001/")
                .contains("get secret mine --output go-template='{{ index .data \"word\" | base64decode }}'")
                .doesNotContain("are closed");
    }

    @Test
    void theySayHowDevicesAndTheDashboardConnect() {
        assertThat(notes("fullnameOverride: websocket-server"))
                .contains("websocket-server-devices.iot:5000 (WebSocket, subprotocol echo-protocol)")
                .contains("the binding row: websocket-server-0.websocket-server:5000");
        assertThat(notes("tls: { secretName: t }")).contains("subprotocol echo-protocol, TLS)");
    }

    private static String notes(String values) {
        return new Helm(DeployFiles.CHART)
                .install()
                .withName("test")
                .withNamespace("iot")
                .withKubeVersion("1.31.0")
                .clientOnly()
                .dryRun()
                .set("image.repository", RenderedChart.IMAGE)
                .set("restartOnChange", false)
                .withValuesFile(RenderedChart.file(values))
                .call()
                .getOutput();
    }
}
