package org.oisp.gateway.it.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * A realm with Keycloak's HTTP interface: publishes keys, rotates them, and issues tokens. It can also stall, answer wrongly, or be down.
 */
public final class Realm implements AutoCloseable {

    public static final String AUDIENCE = "websocket-server";

    private static final String PATH = "/keycloak/realms/OISP";

    private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();
    private final Map<String, KeyPair> published = new LinkedHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile HttpHandler certs = exchange -> answer(exchange, 200, keys());
    private HttpServer server;
    private int port;

    /** Starts a realm whose keys have these ids. */
    public Realm(String... ids) {
        publish(ids);
        start();
    }

    public void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        port = server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext(PATH + "/protocol/openid-connect/certs", exchange -> {
            requests.incrementAndGet();
            certs.handle(exchange);
        });
        server.createContext(
                PATH + "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        200,
                        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\",\"scopes_supported\":[]}"
                                .formatted(issuer(), issuer() + "/protocol/openid-connect/certs")));
        server.start();
    }

    /** Stops the server, so that connections are refused. */
    public void stop() {
        server.stop(0);
    }

    /** Publishes these keys from now on, and no others. */
    public void publish(String... ids) {
        synchronized (published) {
            published.clear();
            for (String id : ids) {
                published.put(id, pair(id));
            }
        }
    }

    /** Answers requests for the keys with this handler from now on. */
    public void says(HttpHandler answer) {
        certs = answer;
    }

    /** Accepts requests for the keys from now on, and does not answer them. */
    public void stalls() {
        certs = exchange -> {
            try {
                over.await();
            } catch (InterruptedException ended) {
                throw new IOException(ended);
            }
        };
    }

    /** Ends {@link #says} and {@link #stalls} for new requests. */
    public void isItselfAgain() {
        certs = exchange -> answer(exchange, 200, keys());
    }

    /** Returns how many requests for the keys came. */
    public int requests() {
        return requests.get();
    }

    public KeyPair pair(String id) {
        return pairs.computeIfAbsent(id, any -> FastRsaKey.pair());
    }

    public String issuer() {
        return "http://127.0.0.1:" + port + PATH;
    }

    /** Returns the value of {@code keycloakConfig} for this realm. */
    public String keycloakConfig() {
        return """
                {"auth-server-url":"http://127.0.0.1:%d/keycloak","realm":"OISP","ssl-required":"none",
                 "websocket-server-id":"%s","websocket-server-secret":"not told"}""".formatted(port, AUDIENCE);
    }

    /** Returns the variables of a gateway that accepts this realm's tokens; it retries a failed fetch soon. */
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put(
                "OISP_WEBSOCKET_SERVER_CONFIG",
                "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\","
                        + "\"keycloakConfig\":\"@@OISP_KEYCLOAK_CONFIG\"}");
        variables.put("OISP_KEYCLOAK_CONFIG", keycloakConfig());
        variables.put("GATEWAY_KEYCLOAK_RETRY", "200ms");
        return variables;
    }

    /** Returns a token of the realm for the device. */
    public String token(String keyId, DeviceIdentity device) {
        return token(keyId, pair(keyId), device);
    }

    /** Returns a token whose header names this key id, signed with the given key, which may be another. */
    public String token(String keyId, KeyPair pair, DeviceIdentity device) {
        return Tokens.signed(
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}",
                claims(device, AUDIENCE, issuer()),
                pair.getPrivate());
    }

    public static String claims(DeviceIdentity device, String audience, String issuer) {
        return "{\"jti\":\"1\",\"iss\":\"%s\",\"aud\":[\"account\",\"%s\"],\"sub\":\"%s\",\"exp\":%d,\"typ\":\"Bearer\",\"accounts\":%s}"
                .formatted(
                        issuer,
                        audience,
                        device.id().value(),
                        Tokens.in(Duration.ofHours(1)).getEpochSecond(),
                        "[{\"id\":\"" + device.account() + "\",\"name\":\"test\",\"role\":\"device\"}]");
    }

    /** Returns the document with the published keys. */
    public String keys() {
        synchronized (published) {
            return published.entrySet().stream()
                    .map(key -> jwk(key.getKey(), (RSAPublicKey) key.getValue().getPublic()))
                    .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        }
    }

    public static String jwk(String id, RSAPublicKey key) {
        return "{\"kid\":\"%s\",\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}"
                .formatted(id, base64(key.getModulus()), base64(key.getPublicExponent()));
    }

    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        over.countDown();
        stop();
        threads.shutdownNow();
    }

    private static String base64(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
