package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.COMPOSE;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.at;
import static org.oisp.gateway.it.deploy.DeployFiles.list;
import static org.oisp.gateway.it.deploy.DeployFiles.map;
import static org.oisp.gateway.it.deploy.DeployFiles.text;
import static org.oisp.gateway.it.deploy.DeployFiles.yaml;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.server.BuildInfo;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;

/** {@code docker-compose.yml}, the Dockerfile and the files they name: checks them against each other and the program. */
class ComposeIT {

    private static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");
    private static final String PINNED = "[a-z0-9./-]+:v?\\d+\\.\\d+(\\.\\d+)?([.-][a-z0-9.-]+)?";

    private final Map<String, Object> services = map(at(yaml(COMPOSE), "services"));

    @Test
    void everyImageIsPinned() {
        assertThat(services.values())
                .allSatisfy(service -> assertThat((String) at(service, "image")).matches(PINNED));
        String dockerfile = text(HOME.resolve("Dockerfile"));
        List<String> bases = dockerfile
                .lines()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.replaceFirst(" --platform=\\S+", "").split(" ")[1])
                .map(image -> image.equals("${RUNTIME}") ? argument(dockerfile, "RUNTIME") : image)
                .toList();
        assertThat(bases).hasSize(3).allSatisfy(image -> assertThat(image).matches(PINNED));
    }

    @Test
    void eachGatewayIsConfiguredWithoutAProblemOrAnUnknownVariable(@TempDir Path directory)
            throws ConfigurationException, IOException {
        Path key = Files.createDirectories(directory.resolve("target/dev")).resolve("public.pem");
        Files.copy(TestKeys.publicKey(), key);
        for (String gateway : GATEWAYS) {
            Map<String, String> variables = environment(gateway);
            assertThat(variables.keySet()).allMatch(name -> name.startsWith("OISP_") || name.startsWith("GATEWAY_"));
            GatewaySettings settings = Configuration.read(variables, directory);
            assertThat(settings.report().notes()).noneMatch(note -> note.contains("no such setting"));
            assertThat(settings.registration().ledger().server()).isEqualTo(gateway + ":5000");
            assertThat(settings.neighbours().database().hosts().get(0).host()).isIn(services.keySet());
        }
    }

    @Test
    void whatOneGatewayHasTheOtherHasToo() {
        Map<String, Object> first = comparable(GATEWAYS.get(0));
        assertThat(comparable(GATEWAYS.get(1))).isEqualTo(first);
        assertThat(first).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL"));
        assertThat(list(first.get("volumes")))
                .allMatch(volume -> volume.toString().endsWith(":ro"));
    }

    @Test
    void theBalancerAndPrometheusKnowEveryGateway() {
        String balancer = text(HOME.resolve("deploy/haproxy/haproxy.cfg"));
        Object scrapes = at(yaml(HOME.resolve("deploy/prometheus/prometheus.yml")), "scrape_configs");
        List<Object> targets = list(at(scrapes, 0, "static_configs", 0, "targets"));
        for (String gateway : GATEWAYS) {
            assertThat(balancer).contains("server " + gateway + " " + gateway + ":5000");
            assertThat(targets).contains(gateway + ":5001");
        }
        assertThat(targets).hasSameSizeAs(GATEWAYS);
        assertThat(balancer).contains("balance leastconn").contains("/health/ready");
    }

    @Test
    void theGatewaysBelieveTheBalancerAndNobodyElse() throws UnknownHostException {
        String address = (String) at(services, "balancer", "networks", "default", "ipv4_address");
        Object pool = at(yaml(COMPOSE), "networks", "default", "ipam", "config", 0);
        assertThat(contains((String) at(pool, "subnet"), address)).isTrue();
        // Otherwise another container could get the address before the balancer starts.
        assertThat(contains((String) at(pool, "ip_range"), address)).isFalse();
        assertThat(GATEWAYS)
                .allSatisfy(
                        gateway -> assertThat(environment(gateway)).containsEntry("GATEWAY_TRUSTED_PROXIES", address));
        assertThat(text(HOME.resolve("deploy/haproxy/haproxy.cfg"))).contains("option forwardfor");
    }

    /** Only devices and senders are for other machines. */
    @Test
    void everythingButTheDevicesPortIsPublishedOnLoopback() {
        services.forEach((name, service) -> list(map(service).get("ports")).forEach(port -> {
            if (!port.toString().equals("${DEVICE_PORT:-5000}:5000")) {
                assertThat(port.toString()).as(name).startsWith("127.0.0.1:");
            }
        }));
    }

    /** Each connection is an open file; the default of many engines is 1,024. */
    @Test
    void whateverHoldsConnectionsMayOpenManyFiles() {
        for (String service : List.of("gateway-1", "gateway-2", "balancer")) {
            assertThat(map(at(services, service, "ulimits", "nofile")))
                    .containsEntry("soft", "${OPEN_FILES:-65536}")
                    .containsEntry("hard", "${OPEN_FILES:-65536}");
        }
    }

    /** {@code deploy/test-containers} needs an engine, so it is not part of the build; but it has to know every line. */
    @Test
    void theTestOfContainersKnowsEveryLineOfTheDocuments() {
        String script = text(HOME.resolve("deploy/test-containers"));
        List<String> lines = Stream.of("README.md", "docs/deploying.md")
                .flatMap(document -> text(HOME.resolve(document)).lines())
                .filter(line -> line.startsWith("docker "))
                .map(line -> line.replaceFirst(" +#.*", ""))
                .filter(line -> !line.contains(" registry.example/"))
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(7)
                .allSatisfy(line -> assertThat(script).contains(line.replaceFirst("(?<=actuate ).*", "")));
    }

    private static boolean contains(String network, String address) throws UnknownHostException {
        String[] parts = network.split("/");
        int shift = 32 - Integer.parseInt(parts[1]);
        return number(parts[0]) >>> shift == number(address) >>> shift;
    }

    private static int number(String address) throws UnknownHostException {
        return ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt();
    }

    @Test
    void everyFileThatIsMountedIsThere() {
        List<String> files = services.values().stream()
                .flatMap(service -> list(map(service).get("volumes")).stream())
                .map(volume -> volume.toString().split(":")[0])
                .filter(source -> source.startsWith("./"))
                .toList();
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(HOME.resolve(file)).exists());
    }

    @Test
    void theImageIsBuiltWithoutTheEmbeddedDatabaseAndDoesNotRunAsRoot() {
        String dockerfile = text(HOME.resolve("Dockerfile"));
        assertThat(dockerfile)
                .containsPattern(Pattern.compile("^USER [1-9]\\d*:[1-9]\\d*$", Pattern.MULTILINE))
                .contains("HEALTHCHECK ")
                .contains(
                        "gateway-dist/target/oisp-gateway-$VERSION.tar.gz", "org.opencontainers.image.revision=$COMMIT")
                .containsPattern("RUN .*gateway rehearse && test -s /app/classes.jsa");
        assertThat(argument(dockerfile, "VERSION"))
                .isEqualTo(BuildInfo.ofThisGateway().version());
        assertThat(text(HOME.resolve(".dockerignore")).lines()).contains("*", "**/target");
    }

    /** Returns the default of an argument, which is the same wherever it is declared. */
    private static String argument(String dockerfile, String name) {
        List<String> defaults = dockerfile
                .lines()
                .filter(line -> line.startsWith("ARG " + name + "="))
                .distinct()
                .toList();
        assertThat(defaults).hasSize(1);
        return defaults.get(0).substring(defaults.get(0).indexOf('=') + 1);
    }

    private Map<String, String> environment(String service) {
        Map<String, String> variables = new TreeMap<>();
        map(at(services, service, "environment")).forEach((name, value) -> variables.put(name, value.toString()));
        return variables;
    }

    private Map<String, Object> comparable(String service) {
        Map<String, Object> rest = new LinkedHashMap<>(map(services.get(service)));
        assertThat(rest.remove("hostname")).isEqualTo(service);
        assertThat(list(rest.remove("ports")))
                .as("the page, on loopback only")
                .hasSize(1)
                .allMatch(port -> port.toString().matches("127\\.0\\.0\\.1:\\$\\{PAGE_PORT(_2)?:-500[12]}:5001"));
        Map<String, Object> environment = new TreeMap<>(map(rest.get("environment")));
        environment.remove("GATEWAY_ADVERTISED_SERVER");
        rest.put("environment", environment);
        return rest;
    }
}
