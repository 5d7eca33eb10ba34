package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods restart at an upgrade if a Secret that they read at their start has another version: Helm asks a server that answers as Kubernetes. */
class ChartRestartIT {

    private static final Path CHART = ChartCopy.whoseNotesAreTheSet();
    private static final String VALUES = """
            secrets: { GATEWAY_MANAGEMENT_PASSWORD: { name: page, key: password } }
            tls: { secretName: certificate }
            files: { GATEWAY_DATABASE_CA: { configMapName: authorities } }
            """;

    /** Resources by group and version, as the server's discovery lists them: name, kind. */
    private static final Map<String, Map<String, String>> RESOURCES = Map.of(
            "api/v1",
            Map.of(
                    "secrets",
                    "Secret",
                    "configmaps",
                    "ConfigMap",
                    "services",
                    "Service",
                    "serviceaccounts",
                    "ServiceAccount",
                    "pods",
                    "Pod"),
            "apis/apps/v1",
            Map.of("statefulsets", "StatefulSet"),
            "apis/policy/v1",
            Map.of("poddisruptionbudgets", "PodDisruptionBudget"));

    private static final Map<String, Object> ABSENT =
            Map.of("kind", "Status", "apiVersion", "v1", "status", "Failure", "reason", "NotFound", "code", 404);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> versions = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aNewVersionOfASecretChangesThePods() {
        versions.putAll(Map.of("secrets/oisp-gateway", "1", "secrets/page", "1", "secrets/certificate", "1"));
        String before = annotation();
        assertThat(annotation()).isEqualTo(before);
        versions.put("secrets/page", "2");
        String after = annotation();
        assertThat(after).isNotEqualTo(before);
        versions.put("secrets/oisp-gateway", "7");
        assertThat(annotation()).isNotEqualTo(after);
    }

    @Test
    void aRenewedCertificateDoesNot() {
        versions.putAll(Map.of("secrets/certificate", "1", "configmaps/authorities", "1"));
        String before = annotation();
        versions.putAll(Map.of("secrets/certificate", "2", "configmaps/authorities", "2"));
        assertThat(annotation()).isEqualTo(before);
    }

    @Test
    void itCanBeTurnedOff() {
        assertThat(RenderedChart.withDefaults().only("StatefulSet").toString()).doesNotContain("checksum/secrets");
    }

    private String annotation() {
        String output = new Helm(CHART)
                .install()
                .withName("test")
                .withNamespace("iot")
                .withKubeConfigContents(kubeConfig())
                .withDryRunOption(DryRun.SERVER)
                .dryRun()
                .disableOpenApiValidation()
                .set("image.repository", RenderedChart.IMAGE)
                .withValuesFile(RenderedChart.file(VALUES))
                .call()
                .getOutput();
        Object set =
                yaml(output.substring(output.indexOf("apiVersion: apps/v1"))).get(0);
        return (String) at(set, "spec", "template", "metadata", "annotations", "checksum/secrets");
    }

    private String kubeConfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{ name: here, cluster: { server: "http://127.0.0.1:%d" } }]
                users: [{ name: operator, user: {} }]
                contexts: [{ name: here, context: { cluster: here, user: operator } }]
                current-context: here
                """.formatted(server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, Object> found = object(exchange.getRequestURI().getPath().substring(1));
        byte[] bytes = JSON.writeValueAsBytes(found == null ? ABSENT : found);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(found == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private @Nullable Map<String, Object> object(String path) {
        if (path.equals("version")) {
            return Map.of("major", "1", "minor", "31", "gitVersion", "v1.31.0");
        }
        if (path.equals("api")) {
            return Map.of("kind", "APIVersions", "versions", List.of("v1"));
        }
        if (path.equals("apis")) {
            return Map.of(
                    "kind", "APIGroupList", "apiVersion", "v1", "groups", List.of(group("apps"), group("policy")));
        }
        if (RESOURCES.containsKey(path)) {
            return resources(path);
        }
        String name = path.replace("api/v1/namespaces/iot/", "");
        String version = versions.get(name);
        return version == null
                ? null
                : Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        name.startsWith("secrets/") ? "Secret" : "ConfigMap",
                        "metadata",
                        Map.of("name", name.substring(name.indexOf('/') + 1), "resourceVersion", version));
    }

    private static Map<String, Object> group(String name) {
        Map<String, Object> version = Map.of("groupVersion", name + "/v1", "version", "v1");
        return Map.of("name", name, "versions", List.of(version), "preferredVersion", version);
    }

    private static Map<String, Object> resources(String path) {
        List<Map<String, Object>> resources = RESOURCES.get(path).entrySet().stream()
                .map(resource -> Map.<String, Object>of(
                        "name", resource.getKey(),
                        "kind", resource.getValue(),
                        "singularName", "",
                        "namespaced", true,
                        "verbs", List.of("get", "list", "create")))
                .toList();
        return Map.of(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                path.replaceFirst("^apis?/", ""),
                "resources",
                resources);
    }
}
