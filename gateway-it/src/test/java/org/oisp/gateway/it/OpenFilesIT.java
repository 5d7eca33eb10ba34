package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A process with a low limit of open files serves its existing peers, logs the limit, and never runs out of files. */
class OpenFilesIT {

    private static final int FILES = 300;
    private static final int STRANGERS = 1_000;
    private static final Pattern OPEN = Pattern.compile("\nprocess_files_open_files (\\S+)\n");

    @TempDir
    private Path home;

    @Test
    void strangersTakeNoFilesFromOperatorsDevicesAndTheDatabase() throws IOException {
        TestDatabase database = TestDatabase.shared();
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put("GATEWAY_ADVERTISED_SERVER", "open-files-it:5000");
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        DeviceIdentity late = database.addDevice("late", UUID.randomUUID());
        List<SocketChannel> strangers = new ArrayList<>();
        try (GatewayProcess gateway = GatewayProcess.runWithFiles(FILES, home, environment, "serve")) {
            Matcher bound = gateway.awaitLine("may open 300 files: (\\d+) connections are served at once");
            assertThat(Integer.parseInt(bound.group(1))).isBetween(20, FILES);
            Matcher listening = gateway.awaitLine("listening on port (\\d+) for devices and on 127.0.0.1:(\\d+)");
            int port = Integer.parseInt(listening.group(1));
            int managementPort = Integer.parseInt(listening.group(2));
            URI url = URI.create("ws://127.0.0.1:" + port + "/");
            Client client = Client.connect(url);
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            Client sender = Client.connect(url);

            for (int i = 0; i < STRANGERS; i++) {
                SocketChannel stranger = SocketChannel.open();
                strangers.add(stranger);
                stranger.configureBlocking(false);
                stranger.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                if (i % 100 == 0) {
                    assertThat(ask(managementPort, "/health/live")).startsWith("HTTP/1.1 200 ");
                }
            }
            gateway.awaitLine("device port: " + bound.group(1) + " connections are open, the maximum");
            for (int i = 0; i < 20; i++) {
                assertThat(ask(managementPort, "/health/live")).startsWith("HTTP/1.1 200 ");
                assertThat(ask(managementPort, "/health/ready")).startsWith("HTTP/1.1 200 ");
                String metrics = ask(managementPort, "/metrics");
                assertThat(metrics).startsWith("HTTP/1.1 200 ");
                Matcher open = OPEN.matcher(metrics);
                assertThat(open.find()).isTrue();
                assertThat(Double.parseDouble(open.group(1))).isLessThan(FILES);
                assertThat(metrics).contains("\ngateway_accept_failures_total{port=\"device\"} 0.0\n");
                assertThat(metrics).contains("\ngateway_accept_failures_total{port=\"management\"} 0.0\n");
            }
            String body = Actuations.body(device, 1);
            sender.send(Actuations.message(body));
            client.expectText(Replies.actuation(body));

            for (SocketChannel stranger : strangers) {
                stranger.close();
            }
            await().atMost(Client.TIMEOUT)
                    .until(() -> ask(managementPort, "/metrics").contains("\ngateway_connections 2.0\n"));
            Client next = Client.connect(url);
            next.send(Client.registration(late));
            next.expectText(Replies.REGISTERED);
        } finally {
            for (SocketChannel stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void withTooFewForAnythingItDoesNotStart() {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        try (GatewayProcess gateway = GatewayProcess.runWithFiles(130, home, environment, "serve")) {
            assertThat(gateway.exitStatus()).isEqualTo(78);
            assertThat(gateway.output())
                    .anyMatch(line ->
                            line.startsWith("GATEWAY_MAX_CONNECTIONS: this process may open 130 files, and needs "));
        }
    }

    private static String ask(int port, String path) {
        try (RawSocket client = RawSocket.connect(port)) {
            client.send(RawRequest.plain("GET " + path + " HTTP/1.1")
                    .with("Host: localhost")
                    .adding("Connection: close"));
            return new String(client.drain(), StandardCharsets.UTF_8);
        }
    }
}
