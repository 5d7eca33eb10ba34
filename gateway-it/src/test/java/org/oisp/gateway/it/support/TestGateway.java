package org.oisp.gateway.it.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;

/** A whole gateway in this process, on free ports, configured by environment variables as in production. */
public final class TestGateway implements AutoCloseable {

    public static final String USERNAME = "api_actuator";
    public static final String PASSWORD = "correct horse battery staple";

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /**
     * Generous timeouts: on a busy machine a slow answer must not count as a failure, and no ping may come between an answer and the next.
     * Tests of timeouts set their own.
     */
    private static final Map<String, String> IN_NO_HURRY = Map.ofEntries(
            Map.entry("GATEWAY_REGISTRATION_TIMEOUT", "50s"),
            Map.entry("GATEWAY_QUERY_TIMEOUT", "40s"),
            Map.entry("GATEWAY_ADMISSION_WAIT", "60s"),
            Map.entry("GATEWAY_REPLICA_TIMEOUT", "30s"),
            Map.entry("GATEWAY_REDIS_TIMEOUT", "30s"),
            Map.entry("GATEWAY_REDIS_PING_GRACE", "30s"),
            Map.entry("GATEWAY_ANNOUNCE_TIMEOUT", "30s"),
            Map.entry("GATEWAY_PRESENCE_TIMEOUT", "30s"),
            Map.entry("GATEWAY_KEYCLOAK_TIMEOUT", "30s"),
            Map.entry("GATEWAY_HANDSHAKE_TIMEOUT", "60s"),
            Map.entry("GATEWAY_UNACKNOWLEDGED_TIMEOUT", "0s"),
            // Tests that expect not_connected need not wait for it.
            Map.entry("GATEWAY_RECONNECT_HOLD", "0s"),
            Map.entry("GATEWAY_FIRST_MESSAGE_TIMEOUT", "10m"),
            Map.entry("GATEWAY_PING_INTERVAL", "10m"),
            // Tests send thousands of wrong tokens and broken connections a minute.
            Map.entry("GATEWAY_EXEMPT_ADDRESSES", "127.0.0.0/8, ::1"),
            Map.entry("GATEWAY_MANAGEMENT_REQUEST_TIMEOUT", "60s"));

    /**
     * Shared by all tests: each client has its own thread and trust store, and tests send thousands of requests. If the gateway has closed
     * a pooled connection, the client repeats a GET on a new one; it cannot repeat a POST, so each POST has its own client.
     */
    private static final HttpClient GETS = HttpClient.newHttpClient();

    private final GatewayServer.Running running;
    private final String server;

    private TestGateway(GatewayServer.Running running, String server) {
        this.running = running;
        this.server = server;
    }

    public static TestGateway start(TestDatabase database) {
        return start(database, Map.of());
    }

    /** Starts a gateway; the settings override the defaults of {@link #environment}. */
    public static TestGateway start(TestDatabase database, Map<String, String> settings) {
        Map<String, String> variables = environment(database.port());
        variables.putAll(settings);
        try {
            return new TestGateway(
                    new GatewayServer(Configuration.read(variables, Path.of("")))
                            .start()
                            .block(TIMEOUT),
                    String.valueOf(variables.get("GATEWAY_ADVERTISED_SERVER")));
        } catch (ConfigurationException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    /** Returns production settings with generous timeouts, for the database at this port and an instance with a unique name. */
    public static Map<String, String> environment(int databasePort) {
        Map<String, String> variables = production(databasePort);
        variables.putAll(IN_NO_HURRY);
        variables.put("GATEWAY_DRAIN_GRACE", "0s");
        return variables;
    }

    /** Returns the same settings with the default timeouts. */
    public static Map<String, String> production(int databasePort) {
        Map<String, String> variables = new HashMap<>();
        variables.put(
                "OISP_WEBSOCKET_SERVER_CONFIG",
                "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\"}");
        variables.put(
                "OISP_POSTGRES_CONFIG",
                "{\"dbname\":\"%s\",\"hostname\":\"127.0.0.1\",\"port\":\"%d\",\"username\":\"postgres\",\"password\":\"\"}"
                        .formatted(TestDatabase.NAME, databasePort));
        variables.put(
                "OISP_WEBSOCKETUSER_CONFIG", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(USERNAME, PASSWORD));
        variables.put("GATEWAY_PUBLIC_KEY", TestKeys.publicKey().toString());
        variables.put("GATEWAY_PORT", "0");
        variables.put("GATEWAY_MANAGEMENT_PORT", "0");
        // Tests start hundreds of gateways, and do not mind the speed of any.
        variables.put("GATEWAY_WARM_UP", "0s");
        variables.put(
                "GATEWAY_ADVERTISED_SERVER", "test-gateway-" + STARTED.incrementAndGet() + ".websocket-server:5000");
        return variables;
    }

    /** Returns the {@code server} value in binding rows of its devices. */
    public String server() {
        return server;
    }

    public int port() {
        return running.port();
    }

    public int managementPort() {
        return running.managementPort();
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:" + port() + "/");
    }

    /** Returns the management port's answer to a GET. */
    public HttpResponse<String> management(String path) {
        try {
            return GETS.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns the management port's answer to a POST without a body. */
    public HttpResponse<String> post(String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns the management port's answer to a POST with a JSON body. */
    public HttpResponse<String> post(String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path))
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns the value of a meter, by the name and tags that a scrape shows; 0 if there is none. */
    public double metric(String nameAndTags) {
        return Scrape.value(management("/metrics").body(), nameAndTags);
    }

    /** Stops it as SIGTERM does. */
    public void stop() {
        running.stop().block(TIMEOUT);
    }

    @Override
    public void close() {
        stop();
    }
}
