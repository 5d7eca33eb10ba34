package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** An operator sends an actuation, and receives its outcome. */
class OperatorActuationIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SMALL_BUFFER = 4 * 1024;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("lamp 1", account);

    @Test
    void isToldThatTheSocketTookIt() throws IOException {
        try (LogWatch log = new LogWatch();
                Client client = Client.register(gateway, device)) {
            JsonNode sent = send(request("open sesame"));
            assertThat(sent.get("outcome").textValue()).isEqualTo("written");
            assertThat(sent.get("micros").longValue()).isBetween(1L, 60_000_000L);
            assertThat(sent.get("instance").textValue()).isEqualTo(gateway.server());
            assertThat(sent.get("text").textValue()).isEqualTo("It was written to the device's socket.");
            client.expectText(Replies.actuation("""
                    {"type":"command","transport":"ws","content":{"domainId":"%1$s","accountId":"%1$s",\
                    "deviceId":"lamp 1","gatewayId":"lamp 1","command":"LED.v1.0",\
                    "params":[{"name":"LED", "value":"open sesame"}]}}""".formatted(account)));

            // A complete body is sent byte for byte.
            String body = "{ \"x\":1.50e1, \"content\":{\"deviceUID\":\"" + device.uid() + "\",\"v\":\"\u00e4\"} }";
            assertThat(send("{\"body\": " + body + "}").get("outcome").textValue())
                    .isEqualTo("written");
            client.expectText(Replies.actuation(body));
            client.expectNothingElse();
            assertThat(log.lines()).noneMatch(line -> line.contains("sesame"));
            assertThat(gateway.management("/api/events?limit=1000").body()).doesNotContain("sesame");
        }
    }

    @Test
    void isToldThatTheDeviceDoesNotRead() throws IOException {
        String large = request("x".repeat(60_000));
        try (RawSocket silent = RawSocket.open(gateway, SMALL_BUFFER)) {
            silent.register(device);
            JsonNode sent = send(large);
            for (int i = 0; i < 200 && sent.get("outcome").textValue().equals("written"); i++) {
                sent = send(large);
            }
            assertThat(sent.get("outcome").textValue()).isEqualTo("waiting");
            assertThat(sent.get("micros").isNull()).isTrue();
            assertThat(sent.get("text").textValue()).contains("does not read");
            JsonNode shown = JSON.readTree(
                    gateway.management("/api/devices/" + account + "/lamp%201").body());
            assertThat(shown.get("actuations").get("last").get("outcome").textValue())
                    .isEqualTo("waiting");
            assertThat(shown.get("actuations").get("accepted").longValue())
                    .isEqualTo(shown.get("actuations").get("written").longValue() + 1);
        }
    }

    @Test
    void isToldWhyNobodyGotIt() throws IOException {
        JsonNode never = send(request("1"));
        assertThat(never.get("outcome").textValue()).isEqualTo("not_connected");
        assertThat(never.get("text").textValue())
                .startsWith("The device is not connected to any instance; nor has the device been in the last ");

        Client.register(gateway, device).abort();
        await().until(() -> gateway.management("/api/devices/" + account + "/lamp%201/events")
                .body()
                .contains("\"gone\""));
        JsonNode gone = send(request("1"));
        assertThat(gone.get("text").textValue())
                .startsWith("The device is not connected to any instance; the device has last been at "
                        + gateway.server() + ", ")
                .contains(" seconds ago. The connection ended without a close frame");

        JsonNode unknown = send(request("1").replace("lamp", "lantern"));
        assertThat(unknown.get("outcome").textValue()).isEqualTo("not_connected");
        assertThat(unknown.get("text").textValue()).startsWith("The database has no such device in that account");

        JsonNode nobody = send("{\"body\":{\"content\":{}}}");
        assertThat(nobody.get("outcome").textValue()).isEqualTo("unaddressed");
        assertThat(nobody.get("instance").isNull()).isTrue();
    }

    @Test
    void isToldWhatIsWrongWithARequest() {
        for (String wrong : List.of(
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{} {}",
                "{\"accountId\":\"mine\"}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"d\"}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"\",\"params\":[]}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":7,\"params\":[]}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"\\ud800\",\"params\":[]}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"d\",\"params\":{}}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"d\",\"params\":[1]}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"d\",\"params\":[{\"value\":\"1\"}]}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"d\",\"deviceId\":\"e\",\"params\":[]}",
                "{\"accountId\":\"" + account + "\",\"deviceId\":\"d\",\"params\":[],\"more\":1}",
                "{\"body\":{}}",
                "{\"body\":{\"content\":null}}",
                "{\"body\":1}",
                "{\"body\":{\"content\":{}},\"params\":[]}",
                "[".repeat(60_000))) {
            HttpResponse<String> answer = gateway.post("/api/actuations", wrong);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.body())
                    .startsWith("{\"error\":\"")
                    .endsWith("\"}")
                    .doesNotContain("\n");
        }
        HttpResponse<String> tooLong = gateway.post("/api/actuations", request("x".repeat(70_000)));
        assertThat(tooLong.statusCode()).isEqualTo(413);
        assertThat(gateway.management("/api/actuations").statusCode()).isEqualTo(405);
    }

    @Test
    void refusesWhatNoSocketCouldHaveSent() throws IOException, InterruptedException {
        byte[] body = ("{\"body\":{\"content\":{\"accountId\":\"" + account + "\",\"deviceId\":\"d\",\"x\":\"???\"}}}")
                .getBytes(StandardCharsets.US_ASCII);
        int at = new String(body, StandardCharsets.US_ASCII).indexOf("???");
        // Half a surrogate pair, which is not valid UTF-8.
        System.arraycopy(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0, body, at, 3);
        for (byte[] wrong : List.of(body, "{\"body\":{\"content\":{}}}".getBytes(StandardCharsets.UTF_16))) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + gateway.managementPort() + "/api/actuations"))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(wrong))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    @Test
    void aPageOfAnotherPlaceCannotSend() {
        HttpResponse<String> foreign = gateway.post("/api/actuations", request("1"), "Origin", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        // Without a Content-Length, and over the limit.
        try (RawSocket socket = RawSocket.connect(gateway.managementPort())) {
            socket.send(RawRequest.plain("POST /api/actuations HTTP/1.1")
                    .with("Host: 127.0.0.1")
                    .with("Transfer-Encoding: chunked"));
            socket.send(("11000\r\n" + "x".repeat(0x11000) + "\r\n0\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(socket.readHead()).startsWith("HTTP/1.1 413 ");
        }
    }

    private String request(String value) {
        return "{\"accountId\":\"%s\",\"deviceId\":\"lamp 1\",\"params\":[{\"name\":\"LED\", \"value\":\"%s\"}]}"
                .formatted(account, value);
    }

    private static JsonNode send(String json) throws IOException {
        HttpResponse<String> answer = gateway.post("/api/actuations", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
