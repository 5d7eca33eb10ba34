package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.CHART;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.text;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;

/** The variables of the rendered pods are read by the gateway itself; the documents create the Secrets that the values name. */
class ChartConfigurationIT {

    /** What may be in the keys that the examples name. */
    private static final Map<String, String> SECRETS = Map.of(
            "OISP_POSTGRES_CONFIG",
            "{\"hostname\":\"db\",\"port\":\"5432\",\"dbname\":\"iot\",\"username\":\"u\",\"password\":\"p\"}",
            "OISP_WEBSOCKETUSER_CONFIG",
            "{\"username\":\"api_actuator\",\"password\":\"p\"}",
            "OISP_REDIS_CONFIG",
            "{\"hostname\":\"redis\",\"port\":\"6379\",\"password\":\"\"}",
            "OISP_KAFKA_CONFIG",
            "{\"uri\":\"kafka:9092\"}",
            "OISP_KEYCLOAK_CONFIG",
            "{\"auth-server-url\":\"http://keycloak:8080/keycloak\",\"realm\":\"OISP\",\"websocket-server-id\":\"websocket-server\",\"ssl-required\":\"none\"}",
            "GATEWAY_DATABASE_URL",
            "postgresql://u:p@db:5432/iot");

    private static final Pattern KEY = Pattern.compile("--from-(?:file|literal)=([a-z.-]+)");

    static Stream<Path> values() {
        return Stream.concat(Stream.of(CHART.resolve("values.yaml")), RenderedChart.examples().stream());
    }

    @ParameterizedTest
    @MethodSource("values")
    void theGatewayUnderstandsWhatThePodsAreGiven(Path file, @TempDir Path home) throws ConfigurationException {
        Map<String, String> variables = new HashMap<>();
        RenderedChart.of(RenderedChart.command().withValuesFile(file))
                .environment()
                .forEach((name, value) -> variables.put(
                        name, value instanceof String text ? text : SECRETS.getOrDefault(name, "s".repeat(32))));
        variables.put("GATEWAY_ADVERTISED_SERVER", "test-0.test:5000");
        variables.put("GATEWAY_PUBLIC_KEY", TestKeys.publicKey().toString());
        // Other files are not there, and this JVM's memory is not the pod's.
        variables.values().removeIf(value -> value.startsWith("/app/"));
        variables.remove("GATEWAY_MAX_CONNECTIONS");
        variables.remove("POD_NAME");
        GatewaySettings settings = Configuration.read(variables, home);
        assertThat(settings.report().notes()).noneMatch(note -> note.contains("no such setting"));
        assertThat(settings.neighbours().database().hosts().get(0).host()).isEqualTo("db");
    }

    @Test
    void theDocumentsCreateTheSecretsThatTheValuesName() {
        String deploying = text(HOME.resolve("docs/deploying.md"));
        assertThat(keys(RenderedChart.withDefaults())).isSubsetOf(created(text(HOME.resolve("README.md"))));
        assertThat(keys(RenderedChart.with("secrets: { GATEWAY_MANAGEMENT_PASSWORD: { name: oisp-gateway } }")))
                .isSubsetOf(created(deploying));
        RenderedChart production = RenderedChart.of(
                RenderedChart.command().withValuesFile(RenderedChart.EXAMPLES.resolve("production.yaml")));
        assertThat(created(deploying)).containsAll(keys(production));
        assertThat(keys(production)).hasSize(6);
    }

    private static Set<String> created(String document) {
        Set<String> keys = new TreeSet<>();
        KEY.matcher(document).results().forEach(found -> keys.add(found.group(1)));
        return keys;
    }

    /** Returns the keys that a pod takes from the Secret {@code oisp-gateway}. */
    private static Set<String> keys(RenderedChart chart) {
        Set<String> keys = new TreeSet<>();
        List<Object> references = new ArrayList<>();
        chart.environment().values().stream()
                .filter(Map.class::isInstance)
                .map(source -> map(source).get("secretKeyRef"))
                .forEach(references::add);
        references.removeIf(reference -> reference == null || !"oisp-gateway".equals(at(reference, "name")));
        references.forEach(reference -> keys.add((String) at(reference, "key")));
        list(at(chart.volume("keys"), "secret", "items")).forEach(item -> keys.add((String) at(item, "key")));
        return keys;
    }

    /** A value without a default would be missing in the lists of the documents. */
    @Test
    void everyValueOfTheSchemaHasADefault() {
        Map<String, Object> values = yaml(CHART.resolve("values.yaml"));
        Map<String, Object> schema = yaml(CHART.resolve("values.schema.json"));
        Set<String> known = new TreeSet<>(map(schema.get("properties")).keySet());
        assertThat(known.remove("global")).isTrue();
        assertThat(known).isEqualTo(new TreeSet<>(values.keySet()));
    }
}
