package org.oisp.gateway.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.lifecycle.FileBudget;

/** Each bound has a gauge with the value that is in force. */
class LimitMetersTest {

    @TempDir
    private Path directory;

    @Test
    void eachMeteredSettingHasAGaugeAndNoOther() throws ConfigurationException {
        assertThat(gauges(Map.of()))
                .containsOnlyKeys(Stream.of(Setting.values())
                        .filter(Setting::metered)
                        .map(Setting::tag)
                        .toArray(String[]::new))
                .containsEntry("forward_bytes", 0.0)
                .containsEntry("tracing_spans", 0.0);
    }

    @Test
    void theGaugesShowWhatIsConfigured() throws ConfigurationException {
        assertThat(gauges(Map.of(
                        Setting.MAILBOX_MESSAGES, "7",
                        Setting.REDIS_HOST, "redis",
                        Setting.FORWARD_BYTES, "2048",
                        Setting.TRACING_ENDPOINT, "http://collector:4318",
                        Setting.TRACING_SPANS, "9")))
                .containsEntry("mailbox_messages", 7.0)
                .containsEntry("forward_bytes", 2048.0)
                .containsEntry("tracing_spans", 9.0)
                .containsEntry("redis_events_waiting", 0.0);
    }

    private Map<String, Double> gauges(Map<Setting, String> given) throws ConfigurationException {
        Map<String, String> variables = new HashMap<>();
        for (Setting setting : new Setting[] {
            Setting.DATABASE_HOST,
            Setting.DATABASE_NAME,
            Setting.DATABASE_USER,
            Setting.SENDER_USERNAME,
            Setting.SENDER_PASSWORD,
            Setting.KEYCLOAK_REALM
        }) {
            variables.put(setting.variable(), "x");
        }
        variables.put(Setting.KEYCLOAK_URL.variable(), "https://keycloak.example");
        given.forEach((setting, value) -> variables.put(setting.variable(), value));
        GatewaySettings settings = Configuration.read(variables, directory);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LimitMeters.register(meters, settings, FileBudget.of(settings));
        Map<String, Double> gauges = new HashMap<>();
        meters.get("gateway.bound")
                .gauges()
                .forEach(gauge -> gauges.put(gauge.getId().getTag("setting"), gauge.value()));
        return gauges;
    }
}
