package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** One value sizes connections and memory: the gateway, with the flags of its container, starts with exactly what the chart gives it. */
class ChartMemoryIT {

    private static final String MEBIBYTES = "Mi";

    @Test
    void memoryFollowsFromTheConnections() {
        assertThat(memory("")).isEqualTo("512Mi");
        assertThat(memory("connections: 100000")).isEqualTo("2560Mi");
        assertThat(memory("resources: { limits: { memory: 3Gi, cpu: 2 } }")).isEqualTo("3Gi");
        Object resources = at(
                RenderedChart.with("resources: { requests: { memory: 1Gi } }").container(), "resources");
        assertThat(resources)
                .isEqualTo(Map.of(
                        "requests", Map.of("cpu", "500m", "memory", "1Gi"), "limits", Map.of("memory", "512Mi")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connections: 100", "connections: 10000", "connections: 100000", """
                connections: 30000
                settings:
                  GATEWAY_REDIS_HOST: redis
                  GATEWAY_REDIS_EVENTS: events
                  GATEWAY_REDIS_EVENTS_WAITING: 200000
                  GATEWAY_MEMORY_SHARE: 0.6
                  GATEWAY_MAX_MESSAGE_BYTES: 16777216
                  GATEWAY_JOURNAL_ENTRIES: 100000
                  GATEWAY_ACTUATION_RECORDS: 50000
                  GATEWAY_REMEMBERED_TOKENS: 200000
                """})
    void theGatewayStartsWithTheMemoryOfTheChart(String values, @TempDir Path home) {
        RenderedChart chart = RenderedChart.with(values);
        Map<String, String> environment = new HashMap<>(TestGateway.environment(1));
        chart.environment().forEach((name, value) -> {
            if (value instanceof String text && name.startsWith("GATEWAY_")) {
                environment.put(name, text);
            }
        });
        environment.put("GATEWAY_ADVERTISED_SERVER", "test-0.test:5000");
        environment.put("GATEWAY_PUBLIC_KEY", TestKeys.publicKey().toString());
        String memory = (String) at(chart.container(), "resources", "limits", "memory");
        environment.put(
                "JDK_JAVA_OPTIONS",
                "@%s @%s -XX:MaxRAM=%sm"
                        .formatted(
                                HOME.resolve("jvm.options"),
                                HOME.resolve("deploy/container/container.options"),
                                memory.replace(MEBIBYTES, "")));
        try (GatewayProcess print = GatewayProcess.run(home, environment, "check", "--print")) {
            List<String> output = print.output();
            assertThat(String.join("\n", output))
                    .containsPattern("GATEWAY_MAX_CONNECTIONS +" + environment.get("GATEWAY_MAX_CONNECTIONS") + " ")
                    .doesNotContain("the memory suffices for");
            assertThat(print.exitStatus()).as(String.join("\n", output)).isZero();
        }
    }

    private static String memory(String values) {
        return (String) at(RenderedChart.with(values).container(), "resources", "limits", "memory");
    }
}
