package org.oisp.gateway.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;

/** Tests how the file descriptors of the process are divided. */
class FileBudgetTest {

    private static final int JARS = 90;

    @TempDir
    private Path directory;

    @Test
    void theSettingHoldsWhereThereAreFilesEnough() throws Exception {
        FileBudget budget = budget(Long.MAX_VALUE, Map.of());
        assertThat(budget.connections()).isEqualTo(1_000);
        assertThat(budget.shortage()).isNull();
        assertThat(budget.management()).isEqualTo(256);
        assertThat(budget.refusals()).isEqualTo(1_000);
        assertThat(budget.sockets().cause()).isEqualTo("GATEWAY_MAX_CONNECTIONS");
    }

    @Test
    void whatItAsksForIsWhatItNeeds() throws Exception {
        String said = budget(1_024, Map.of()).shortage();
        assertThat(said)
                .startsWith("GATEWAY_MAX_CONNECTIONS is 1000, but this process may open 1024 files: ")
                .contains("ulimit -n");
        long needed = Long.parseLong(said.replaceAll(".* allow it (\\d+) .*", "$1"));
        assertThat(budget(needed, Map.of()).shortage()).isNull();
        assertThat(budget(needed, Map.of()).connections()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {256, 300, 512, 1_024, 4_096, 65_536, 1L << 40})
    void nobodysShareIsAnothers(long limit) throws Exception {
        FileBudget budget = budget(limit, Map.of());
        long all = (long) budget.process() + budget.management() + budget.devices();
        assertThat(all).isLessThan(limit);
        assertThat(budget.connections()).isPositive();
        assertThat(budget.connections() + budget.refusals()).isLessThan(budget.devices());
        assertThat(budget.management()).isBetween(8, 256);
        assertThat(budget.sockets().files()).isEqualTo(budget.devices());
    }

    @Test
    void withTooFewForAnythingItSaysWhatItNeeds() throws Exception {
        String said = budget(130, Map.of()).hopelessness();
        assertThat(said)
                .startsWith("this process may open 130 files, and needs ")
                .contains("ulimit -n");
        FileBudget enough = budget(256, Map.of());
        assertThat(enough.hopelessness()).isNull();
        assertThat(budget(enough.process() + 18, Map.of()).hopelessness()).isNotNull();
        assertThat(budget(enough.process() + 19, Map.of()).hopelessness()).isNull();
    }

    @Test
    void whatNeighboursNeedIsTakenFromDevices() throws Exception {
        FileBudget alone = budget(1_024, Map.of());
        FileBudget together = budget(
                1_024,
                Map.of(
                        "GATEWAY_REDIS_HOST", "redis",
                        "GATEWAY_KAFKA_SERVERS", "one:9092,two:9092",
                        "GATEWAY_DATABASE_REPLICAS", "replica",
                        "GATEWAY_TRACING_ENDPOINT", "http://collector:4318"));
        assertThat(together.process()).isGreaterThan(alone.process() + 40);
        assertThat(together.connections()).isLessThan(alone.connections());
    }

    @Test
    void asksTheSystem() {
        assertThat(FileBudget.limitOfProcess()).isPositive();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            assertThat(FileBudget.limitOfProcess()).isGreaterThan(system.getOpenFileDescriptorCount());
        }
    }

    private FileBudget budget(long limit, Map<String, String> more) throws ConfigurationException {
        return FileBudget.of(settings(more), limit, JARS);
    }

    private GatewaySettings settings(Map<String, String> more) throws ConfigurationException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "GATEWAY_DATABASE_URL", "postgresql://user:secret@localhost/name",
                "GATEWAY_SENDER_USERNAME", "sender",
                "GATEWAY_SENDER_PASSWORD", "secret",
                "GATEWAY_KEYCLOAK_DISCOVERY_URL", "http://localhost/discovery",
                "GATEWAY_MAX_CONNECTIONS", "1000"));
        variables.putAll(more);
        return Configuration.read(variables, directory);
    }
}
