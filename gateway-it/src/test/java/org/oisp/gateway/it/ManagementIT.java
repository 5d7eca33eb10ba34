package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;

/** The management port: the orchestrator's health checks, and who may send them. */
class ManagementIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void isHealthy(String path) {
        HttpResponse<String> answer = gateway.management(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void isAliveButNotReadyWithoutItsDatabase() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = nobody.getLocalPort();
            nobody.close();
            String away = TestGateway.environment(port).get("OISP_POSTGRES_CONFIG");
            try (TestGateway alone = TestGateway.start(database, Map.of("OISP_POSTGRES_CONFIG", away))) {
                assertThat(alone.management("/health/live").statusCode()).isEqualTo(200);
                HttpResponse<String> ready = alone.management("/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).isEqualTo("{\"status\":\"database down\"}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/x", "/health", "/metrics/", "/metrics/x", "/x"})
    void knowsNoOtherPath(String path) {
        assertThat(gateway.management(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/metrics"})
    void isNotOnTheDevicePort(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void listensOnLoopbackOnlyUnlessToldOtherwise() throws Exception {
        assertThat(management(Map.of())).isEqualTo("127.0.0.1");
        assertThat(management(Map.of("GATEWAY_MANAGEMENT_HOST", "0.0.0.0"))).isEqualTo("0.0.0.0");
        List<InetAddress> outside = outsideAddresses();
        assumeFalse(outside.isEmpty(), "this machine has no other address");
        for (InetAddress address : outside) {
            assertThatThrownBy(() -> connect(address, gateway.managementPort())).isInstanceOf(ConnectException.class);
            connect(address, gateway.port());
        }
        try (TestGateway open = TestGateway.start(database, Map.of("GATEWAY_MANAGEMENT_HOST", "0.0.0.0"))) {
            connect(outside.get(0), open.managementPort());
        }
    }

    private static String management(Map<String, String> settings) throws ConfigurationException {
        Map<String, String> variables = TestGateway.environment(5432);
        variables.putAll(settings);
        return Configuration.read(variables, Path.of("")).management().host();
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) Client.TIMEOUT.toMillis());
        }
    }

    private static List<InetAddress> outsideAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
    }
}
