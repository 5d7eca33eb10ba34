package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** What {@code helm test} runs: the pod as rendered, and its script against a real gateway. */
class ChartTestPodIT {

    private static final String NOBODY = "127.0.0.1 1";

    @Test
    void theTestAsksTheServicesOfTheRelease() {
        RenderedChart chart = RenderedChart.with("service: { port: 80 }\nports: { management: 6001 }");
        assertThat(environment(chart))
                .isEqualTo(Map.of(
                        "MANAGEMENT", "test-oisp-gateway-management 6001",
                        "DEVICES", "test-oisp-gateway-devices 80",
                        "TLS", "off"));
        assertThat(environment(RenderedChart.with("tls: { secretName: t }"))).containsEntry("TLS", "on");
        assertThat(text(CHART.resolve(ChartCopy.TEST))).contains(ChartCopy.HOOK);
    }

    @Test
    void itPassesIfAGatewayIsReadyAndDevicesReachIt() throws IOException, InterruptedException {
        try (TestDatabase database = TestDatabase.start();
                TestGateway gateway = TestGateway.start(database)) {
            String management = "127.0.0.1 " + gateway.managementPort();
            String devices = "127.0.0.1 " + gateway.port();
            assertThat(run(0, "MANAGEMENT=" + management, "DEVICES=" + devices, "TLS=off", "PATIENCE=60"))
                    .contains("ok: a gateway is ready", "ok: a device can open a WebSocket");
            assertThat(run(0, "MANAGEMENT=" + management, "DEVICES=" + devices, "TLS=on", "PATIENCE=60"))
                    .contains("ok: the device port accepts connections");
            assertThat(run(1, "MANAGEMENT=" + management, "DEVICES=" + NOBODY, "TLS=off", "PATIENCE=0"))
                    .contains("FAILED: a device can open a WebSocket: expected 101 from 127.0.0.1:1, got no answer");
            assertThat(run(1, "MANAGEMENT=" + management, "DEVICES=" + NOBODY, "TLS=on", "PATIENCE=0"))
                    .contains("FAILED: 127.0.0.1:1 does not accept connections");
            database.stop();
            assertThat(run(1, "MANAGEMENT=" + management, "DEVICES=" + devices, "TLS=off", "PATIENCE=0"))
                    .contains("FAILED: a gateway is ready: expected 200", "got 503");
        }
    }

    private static Map<String, Object> environment(RenderedChart chart) {
        Map<String, Object> variables = new TreeMap<>();
        list(at(chart.only("Pod"), "spec", "containers", 0, "env"))
                .forEach(variable -> variables.put(
                        (String) at(variable, "name"), map(variable).get("value")));
        return variables;
    }

    /** Runs the command of the rendered pod. */
    private static String run(int status, String... variables) throws IOException, InterruptedException {
        Object container = at(RenderedChart.withDefaults().only("Pod"), "spec", "containers", 0);
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(List.of(variables));
        list(at(container, "command")).forEach(word -> command.add((String) word));
        list(at(container, "args")).forEach(word -> command.add((String) word));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output;
    }
}
