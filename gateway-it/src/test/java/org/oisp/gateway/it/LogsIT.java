package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.support.Client.TIMEOUT;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.HostileInputs;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** A gateway's log, as text and as JSON, whatever input it gets. */
class LogsIT {

    private static final String LISTENING = "listening on port (\\d+) for devices and on 127.0.0.1:(\\d+)";
    private static final String LINE =
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ (ERROR|WARN |INFO |DEBUG|TRACE) \\S.*";
    private static final int INPUTS = 400;
    private static final String PAYLOAD = "payload-that-nobody-may-see";
    private static final String WRONG = "wrong-password-that-nobody-may-see";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void showsNoSecretAndNoPayloadAndOneLineAnEvent(String format) throws IOException {
        DeviceIdentity device = database.addDevice("logged", UUID.randomUUID());
        long seed = System.nanoTime();
        List<String> lines;
        try (GatewayProcess gateway = GatewayProcess.run(home, environment(format), "serve")) {
            Matcher listening = gateway.awaitLine(LISTENING);
            int port = Integer.parseInt(listening.group(1));
            URI url = URI.create("ws://127.0.0.1:" + port + "/");
            try (Client client = Client.connect(url);
                    Client sender = Client.connect(url)) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
                String message = Actuations.message(Actuations.body(device, PAYLOAD));
                sender.send(message);
                client.expectText(Replies.actuation(Actuations.body(device, PAYLOAD)));
                sender.send(message.replace(TestGateway.PASSWORD, WRONG));
                sender.send(message.replace(
                        device.uid().toString(), UUID.randomUUID().toString()));
                sender.expectNothingElse();
            }
            attack(port, seed, device);
            gateway.signal("TERM");
            lines = gateway.output();
        }
        assertThat(lines).as("seed %s", seed).hasSizeGreaterThan(20);
        String token = TestKeys.token(device);
        for (String secret : List.of(
                PAYLOAD, WRONG, TestGateway.PASSWORD, token, token.substring(token.lastIndexOf('.') + 1), "eyJ")) {
            assertThat(lines).as("seed %s", seed).noneMatch(line -> line.contains(secret));
        }
        assertThat(lines)
                .as("a record's own text form in seed %s", seed)
                .noneMatch(line -> line.matches(".*\\b[A-Z]\\w*\\[\\w+=.*"));
        // The log names the peer that sent wrong credentials, but not the credentials.
        assertThat(lines)
                .anyMatch(line -> line.matches(
                        ".*peer=127\\.0\\.0\\.1:\\d+ actuation for no device not delivered: wrong_credentials.*"))
                .anyMatch(
                        line -> line.matches(
                                ".*peer=127\\.0\\.0\\.1:\\d+ actuation for deviceUID [0-9a-f-]{36} not delivered: not_connected.*"));
        if (format.equals("json")) {
            expectJson(lines, device);
        } else {
            assertThat(lines).as("seed %s", seed).allMatch(line -> line.matches(LINE));
            assertThat(lines)
                    .anyMatch(line -> line.matches(
                            ".* INFO  peer=127\\.0\\.0\\.1:\\d+ device=" + device.account() + "/logged registered"));
        }
    }

    private static void expectJson(List<String> lines, DeviceIdentity device) throws IOException {
        for (String line : lines) {
            JsonNode parsed = JSON.readTree(line);
            assertThat(parsed.get("at").textValue()).as(line).startsWith("20");
            assertThat(parsed.get("level").textValue()).isIn("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
            assertThat(parsed.get("logger").textValue()).isNotBlank();
            assertThat(parsed.get("message").textValue()).isNotNull();
            assertThat(parsed.get("instance").textValue()).isEqualTo("logs-it:5000");
        }
        JsonNode registered = JSON.readTree(lines.stream()
                .filter(line -> line.contains("\"event\":\"registered\"")
                        && line.contains(device.account().toString()))
                .findFirst()
                .orElseThrow());
        assertThat(registered.get("peer").textValue()).startsWith("127.0.0.1:");
        assertThat(registered.get("account").textValue())
                .isEqualTo(device.account().toString());
        assertThat(registered.get("device").textValue()).isEqualTo("logged");
        assertThat(registered.get("message").textValue())
                .isEqualTo("peer=" + registered.get("peer").textValue() + " device=" + device.account()
                        + "/logged registered");
        assertThat(lines)
                .anyMatch(line ->
                        line.contains("\"event\":\"lost\"") && line.contains("\"outcome\":\"wrong_credentials\""))
                // The number of suppressed lines is logged as a number.
                .anyMatch(line -> line.contains("\"count\":"));
    }

    /** Sends mutations of valid messages that contain the secrets, and names that would end a log line. */
    private static void attack(int port, long seed, DeviceIdentity device) throws IOException {
        String good = Client.registration(device);
        HostileInputs inputs = new HostileInputs(
                seed, List.of(good, Actuations.message(Actuations.body(device, PAYLOAD)), "{\"type\":\"ping\"}"));
        for (int i = 0; i < INPUTS; i++) {
            HostileInputs.Input input = inputs.next();
            try (RawSocket peer = input.afterHandshake() ? RawSocket.open(port) : RawSocket.connect(port)) {
                peer.trySend(input.bytes());
                peer.tryEndOutput();
                peer.drain();
            } catch (IOException refused) {
                // The gateway has closed the connection.
            }
        }
        for (String name :
                List.of("a\\nFORGED", "a\\r\\n2026 ERROR FORGED", "\\u2028FORGED", "\\u0085FORGED", "\\u001b[31m")) {
            try (Client client = Client.connect(URI.create("ws://127.0.0.1:" + port + "/"))) {
                client.send("{\"type\":\"device\",\"deviceId\":\"" + name + "\",\"deviceToken\":\""
                        + TestKeys.token(device) + "\"}");
                assertThat(client.poll(TIMEOUT)).isNotNull();
            }
        }
    }

    private static Map<String, String> environment(String format) {
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put("GATEWAY_ADVERTISED_SERVER", "logs-it:5000");
        environment.put("GATEWAY_LOG_FORMAT", format);
        environment.put("GATEWAY_LOG_LEVEL", "trace");
        environment.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1");
        return environment;
    }
}
