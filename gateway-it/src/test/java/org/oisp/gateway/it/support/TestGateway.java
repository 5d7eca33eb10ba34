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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Time enough for whatever a busy machine does late: on one, what is merely slow is not to be taken for what is broken, and no ping
     * is to come between an answer and the next. A test of a time-out sets its own.
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
            Map.entry("GATEWAY_FIRST_MESSAGE_TIMEOUT", "10m"),
            Map.entry("GATEWAY_PING_INTERVAL", "10m"),
            // Thousands of wrong tokens and broken connections a minute are what tests are about.
            Map.entry("GATEWAY_EXEMPT_ADDRESSES", "127.0.0.0/8, ::1"),
            Map.entry("GATEWAY_MANAGEMENT_REQUEST_TIMEOUT", "60s"));

    /**
     * One for all: each client has a thread and a trust store of its own, and tests ask thousands of times. A connection that the gateway
     * has closed meanwhile is made anew for a GET; for a POST the client could not know, so that each has a client of its own.
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

    /** Starts a gateway; the settings win over the defaults of {@link #environment}. */
    public static TestGateway start(TestDatabase database, Map<String, String> settings) {
        Map<String, String> variables = environment(database.port());
        variables.putAll(settings);
        try {
            return new TestGateway(
                    new GatewayServer(Configuration.read(variables, Path.of("")))
                            .start()
                            .block(PATIENCE),
                    String.valueOf(variables.get("GATEWAY_ADVERTISED_SERVER")));
        } catch (ConfigurationException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    /** As in production, but in no hurry: for the database at this port, of an instance with a name of its own. */
    public static Map<String, String> environment(int databasePort) {
        Map<String, String> variables = production(databasePort);
        variables.putAll(IN_NO_HURRY);
        variables.put("GATEWAY_DRAIN_GRACE", "0s");
        return variables;
    }

    /** The same with the times that hold by default. */
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
        variables.put(
                "GATEWAY_ADVERTISED_SERVER", "test-gateway-" + STARTED.incrementAndGet() + ".websocket-server:5000");
        return variables;
    }

    /** What binding rows say of its devices. */
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

    /** What the management port answers. */
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

    /** What the management port answers to a POST without a body. */
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

    /** What the management port answers to a POST with a JSON body. */
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

    /** The value of a meter, by the name and tags that a scrape shows; 0 if there is none. */
    public double metric(String nameAndTags) {
        return Scrape.value(management("/metrics").body(), nameAndTags);
    }

    /** Stops it as SIGTERM does. */
    public void stop() {
        running.stop().block(PATIENCE);
    }

    @Override
    public void close() {
        stop();
    }
}
