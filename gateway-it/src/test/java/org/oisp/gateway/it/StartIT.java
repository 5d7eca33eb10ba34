package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPorts;
import org.oisp.gateway.it.support.TestRedis;

/** The time between the opening of the management port and of the device port: ready means that a device can register now. */
class StartIT {

    private static final TestDatabase database = TestDatabase.shared();

    @Test
    void isNotReadyBeforeADeviceCanRegister() throws Exception {
        int devices = TestPorts.free();
        int operators = TestPorts.free();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Map<String, String> settings = new HashMap<>(TestRedis.environment(silent.getLocalPort()));
        settings.put("GATEWAY_PORT", "" + devices);
        settings.put("GATEWAY_MANAGEMENT_PORT", "" + operators);
        // Lets the start wait for Redis as long as this test needs.
        settings.put("GATEWAY_REDIS_TIMEOUT", "20s");
        CompletableFuture<TestGateway> starting =
                CompletableFuture.supplyAsync(() -> TestGateway.start(database, settings));
        try (Socket asked = silent.accept()) {
            HttpResponse<String> answer = ready(operators);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("{\"status\":\"starting\"}");
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), devices).close())
                    .isInstanceOf(ConnectException.class);
            assertThat(starting).isNotDone();
        } finally {
            silent.close();
        }
        await().ignoreExceptions().until(() -> ready(operators).statusCode() == 200);
        new Socket(InetAddress.getLoopbackAddress(), devices).close();
        try (TestGateway gateway = starting.join()) {
            Client.register(gateway, database.addDevice("first", UUID.randomUUID()))
                    .close();
        }
    }

    private static HttpResponse<String> ready(int port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
