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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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

/** An operator or a sender posts an actuation, and receives its outcome. */
class OperatorActuationIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SMALL_BUFFER = 4 * 1024;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("lamp 1", account);

    @Test
    void isToldThatTheDeviceHasReadIt() throws IOException {
        try (LogWatch log = new LogWatch();
                Client client = Client.register(gateway, device)) {
            JsonNode sent = send(request("open sesame"));
            expect(sent, "delivered", "confirmed");
            assertThat(sent.get("state").textValue()).isEqualTo("delivered");
            assertThat(UUID.fromString(sent.get("id").textValue())).isNotNull();
            assertThat(sent.get("accountId").textValue()).isEqualTo(account.toString());
            assertThat(sent.get("deviceId").textValue()).isEqualTo("lamp 1");
            assertThat(Instant.parse(sent.get("at").textValue()))
                    .isBefore(Instant.now().plusSeconds(60));
            assertThat(sent.get("micros").longValue()).isBetween(1L, 60_000_000L);
            assertThat(sent.get("instance").textValue()).isEqualTo(gateway.server());
            assertThat(sent.get("text").textValue())
                    .isEqualTo("The device's WebSocket stack has read the whole message.");
            client.expectText(Replies.actuation("""
                    {"type":"command","transport":"ws","content":{"domainId":"%1$s","accountId":"%1$s",\
                    "deviceId":"lamp 1","gatewayId":"lamp 1","command":"LED.v1.0",\
                    "params":[{"name":"LED", "value":"open sesame"}]}}""".formatted(account)));

            // A complete body is sent byte for byte.
            String body = "{ \"x\":1.50e1, \"content\":{\"deviceUID\":\"" + device.uid() + "\",\"v\":\"\u00e4\"} }";
            JsonNode whole = send("{\"receipt\":\"delivered\",\"body\": " + body + ",\"timeout\":60000}");
            expect(whole, "delivered", "confirmed");
            client.expectText(Replies.actuation(body));
            // This device makes no reports.
            expect(send(with(request("2"), "\"receipt\":\"completed\"")), "delivered", "no_reports");
            client.next();
            assertThat(log.lines()).noneMatch(line -> line.contains("sesame"));
            assertThat(gateway.management("/api/events?limit=1000").body()).doesNotContain("sesame");
        }
    }

    @Test
    void oneIdIsOneActuation() throws IOException {
        String id = "caf\u00e9/100% \"+\" " + UUID.randomUUID();
        String json = with(request("1"), "\"id\":" + JSON.writeValueAsString(id));
        try (Client client = Client.register(gateway, device)) {
            double before = gateway.metric("gateway_actuation_records");
            JsonNode first = send(json);
            expect(first, "delivered", "confirmed");
            assertThat(first.get("id").textValue()).isEqualTo(id);
            assertThat(send(with(json, "\"timeout\":500"))).isEqualTo(first);
            assertThat(gateway.metric("gateway_actuation_records")).isEqualTo(before + 1);
            for (String other : List.of(json.replace("LED", "led"), with(json, "\"receipt\":\"completed\""))) {
                HttpResponse<String> conflict = gateway.post("/api/actuations", other);
                assertThat(conflict.statusCode()).isEqualTo(409);
                assertThat(conflict.body()).contains("this id is that of another actuation", "use a new id");
            }
            assertThat(show("/api/actuations/caf%C3%A9%2F100%25%20%22+%22%20" + id.substring(id.length() - 36)))
                    .isEqualTo(first);
            JsonNode listed =
                    show("/api/actuations?account=" + account + "&id=lamp%201").get("actuations");
            assertThat(listed).hasSize(1);
            assertThat(listed.get(0).get("id").textValue()).isEqualTo(id);
            assertThat(listed.get(0).get("state").textValue()).isEqualTo("delivered");
            client.next();
            client.expectNothingElse();
        }
    }

    @Test
    void followsOneWhoseDeviceDoesNotAnswer() throws IOException {
        try (RawSocket silent = RawSocket.open(gateway)) {
            silent.register(device);
            String json = with(request("1"), "\"id\":\"" + device.uid() + "\",\"timeout\":1500");
            HttpResponse<String> begun = gateway.post("/api/actuations?wait=0s", json);
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            String location = begun.headers().firstValue("location").orElseThrow();
            assertThat(location).isEqualTo("/api/actuations/" + device.uid());
            assertThat(JSON.readTree(begun.body()).get("state").textValue()).isIn("waiting", "sent");
            await().until(() -> show(location).get("state").textValue(), "sent"::equals);
            JsonNode sent = show(location);
            assertThat(sent.get("deviceId").textValue()).isEqualTo("lamp 1");
            assertThat(sent.get("text").textValue()).startsWith("It was written to the device's socket");
            assertThat(gateway.post("/api/actuations?wait=1ms", json).statusCode())
                    .isEqualTo(202);
            // Waits for as long as the actuation lasts, and no longer.
            HttpResponse<String> ended = gateway.post("/api/actuations?wait=600s", json);
            assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
            expect(JSON.readTree(ended.body()), "unconfirmed", "unanswered");
            assertThat(show(location)).isEqualTo(JSON.readTree(ended.body()));
        }
    }

    @Test
    void isToldThatTheDeviceDoesNotRead() throws IOException {
        String large = with(request("x".repeat(60_000)), "\"timeout\":5000");
        try (RawSocket silent = RawSocket.open(gateway, SMALL_BUFFER)) {
            silent.register(device);
            String device = "/api/devices/" + account + "/lamp%201";
            String last = "";
            boolean waits = false;
            for (int i = 0; i < 200 && !waits; i++) {
                String json = with(large, "\"id\":\"large " + i + "\"");
                assertThat(gateway.post("/api/actuations?wait=0s", json).statusCode())
                        .isEqualTo(202);
                if (waits(device)) {
                    // It may be about to be written: the same request again sends nothing, and waits.
                    assertThat(gateway.post("/api/actuations?wait=300ms", json).statusCode())
                            .isEqualTo(202);
                    waits = waits(device);
                }
                last = "/api/actuations/large%20" + i;
            }
            String location = last;
            assertThat(show(location).get("state").textValue()).isEqualTo("waiting");
            assertThat(show(location).get("text").textValue()).startsWith("It waits in the device's mailbox");
            JsonNode ended = await().until(() -> show(location), state -> state.has("outcome"));
            expect(ended, "not_delivered", "expired");
            assertThat(ended.get("text").textValue()).contains("the gateway discarded it");
        }
    }

    private static boolean waits(String device) throws IOException {
        return show(device)
                .get("actuations")
                .get("last")
                .get("outcome")
                .textValue()
                .equals("waiting");
    }

    @Test
    void isToldWhyNobodyGotIt() throws IOException {
        JsonNode never = send(request("1"));
        expect(never, "not_delivered", "not_connected");
        assertThat(never.get("text").textValue())
                .startsWith("The device is not connected to any instance; nor was it connected in the last ");

        Client.register(gateway, device).abort();
        await().until(() -> gateway.management("/api/devices/" + account + "/lamp%201/events")
                .body()
                .contains("\"gone\""));
        JsonNode gone = send(request("1"));
        assertThat(gone.get("text").textValue())
                .startsWith("The device is not connected to any instance; it was last connected to " + gateway.server()
                        + ", ")
                .contains(" seconds ago. The connection ended without a close frame");

        JsonNode unknown = send(request("1").replace("lamp", "lantern"));
        expect(unknown, "not_delivered", "not_connected");
        assertThat(unknown.get("text").textValue()).startsWith("The database has no such device in that account");

        JsonNode nobody = send("{\"body\":{\"content\":{}}}");
        expect(nobody, "not_delivered", "unaddressed");
        assertThat(nobody.get("instance").isNull()).isTrue();
        assertThat(nobody.get("accountId").isNull()).isTrue();
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
                with(request("1"), "\"id\":7"),
                with(request("1"), "\"id\":null"),
                with(request("1"), "\"id\":\"\""),
                with(request("1"), "\"id\":\".\""),
                with(request("1"), "\"id\":\"..\""),
                with(request("1"), "\"id\":\"\\ud800\""),
                with(request("1"), "\"id\":\"" + "i".repeat(129) + "\""),
                with(request("1"), "\"receipt\":\"read\""),
                with(request("1"), "\"receipt\":true"),
                with(request("1"), "\"timeout\":0"),
                with(request("1"), "\"timeout\":60001"),
                with(request("1"), "\"timeout\":1.5"),
                with(request("1"), "\"timeout\":99999999999999999999"),
                with(request("1"), "\"timeout\":\"1000\""),
                with(request("1"), "\"replyTo\":\"x\""),
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
        for (String wait : List.of("5", "-1s", "1.5s", "1m", "", "9999999s", "1s&wait=2s", "1s&until=2")) {
            HttpResponse<String> answer = gateway.post("/api/actuations?wait=" + wait, request("1"));
            assertThat(answer.statusCode()).as(wait).isEqualTo(400);
        }
        for (String path : List.of("", "?account=x&id=y", "?account=" + account, "?limit=1", "/x?y=z")) {
            HttpResponse<String> answer = gateway.management("/api/actuations" + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
        }
        try (RawSocket socket = RawSocket.connect(gateway.managementPort())) {
            socket.send(RawRequest.plain("GET /api/actuations/%zz HTTP/1.1").with("Host: 127.0.0.1"));
            assertThat(socket.readHead()).startsWith("HTTP/1.1 400 ");
        }
        HttpResponse<String> unknown = gateway.management("/api/actuations/never");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .contains(
                        "not posted here",
                        "ten minutes",
                        "earlier to make room for newer ones",
                        "by a restart",
                        "may have been sent nevertheless");
    }

    @Test
    void sendersMaySendWithTheirOwnCredentialsAndDoNothingElse() throws Exception {
        try (TestGateway guarded = TestGateway.start(database, Map.of("GATEWAY_MANAGEMENT_PASSWORD", "s3cret"));
                Client client = Client.register(guarded, device)) {
            String sender = basic(TestGateway.USERNAME, TestGateway.PASSWORD);
            String json = with(request("1"), "\"id\":\"one\"");
            HttpResponse<String> sent = guarded.post("/api/actuations", json, "Authorization", sender);
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
            expect(JSON.readTree(sent.body()), "delivered", "confirmed");
            client.next();
            assertThat(ask(guarded, "/api/actuations/one", sender).body()).isEqualTo(sent.body());
            assertThat(ask(guarded, "/api/actuations/one", basic("operator", "s3cret"))
                            .statusCode())
                    .isEqualTo(200);
            for (String path : List.of("/api/devices", "/api/events", "/api/actuation", "/api/words", "/")) {
                assertThat(ask(guarded, path, sender).statusCode()).as(path).isEqualTo(401);
            }
            double before = guarded.metric("gateway_api_refusals_total{reason=\"wrong_credentials\"}");
            HttpResponse<String> wrong =
                    guarded.post("/api/actuations", json, "Authorization", basic(TestGateway.USERNAME, "s3cret"));
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).contains("or a sender's user name and password");
            assertThat(guarded.metric("gateway_api_refusals_total{reason=\"wrong_credentials\"}"))
                    .isEqualTo(before + 1);

            // What presence knows is for operators.
            client.abort();
            await().until(() -> guarded.metric("gateway_devices") == 0);
            String absent = request("2");
            assertThat(JSON.readTree(guarded.post("/api/actuations", absent, "Authorization", sender)
                                    .body())
                            .get("text")
                            .textValue())
                    .isEqualTo(
                            "The device is not connected to any instance that could be asked. "
                                    + "Actuations are not stored: find out why the device disconnected, and send it again once it is connected.");
        }
    }

    @Test
    void recordsAreBounded() throws IOException {
        try (TestGateway small = TestGateway.start(database, Map.of("GATEWAY_ACTUATION_RECORDS", "1"));
                RawSocket silent = RawSocket.open(small)) {
            assertThat(small.metric("gateway_bound{setting=\"actuation_records\"}"))
                    .isEqualTo(1);
            for (String id : List.of("a", "b")) {
                assertThat(small.post("/api/actuations", with(request("1"), "\"id\":\"" + id + "\""))
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(small.management("/api/actuations/a").statusCode()).isEqualTo(404);
            assertThat(small.management("/api/actuations/b").statusCode()).isEqualTo(200);
            silent.register(device);
            String waiting = with(request("1"), "\"id\":\"c\"");
            assertThat(small.post("/api/actuations?wait=0s", waiting).statusCode())
                    .isEqualTo(202);
            HttpResponse<String> full = small.post("/api/actuations", request("1"));
            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.body()).contains("nothing was sent", "GATEWAY_ACTUATION_RECORDS");
            assertThat(small.post("/api/actuations?wait=0s", waiting).statusCode())
                    .isEqualTo(202);
        }
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
            socket.send(("11000\r\n" + "x".repeat(0x11000) + "\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.readHead()).startsWith("HTTP/1.1 413 ");
        }
    }

    private String request(String value) {
        return "{\"accountId\":\"%s\",\"deviceId\":\"lamp 1\",\"params\":[{\"name\":\"LED\", \"value\":\"%s\"}]}"
                .formatted(account, value);
    }

    /** Adds members to a request. */
    private static String with(String json, String members) {
        return json.substring(0, json.length() - 1) + "," + members + "}";
    }

    private static void expect(JsonNode answer, String outcome, String reason) {
        assertThat(answer.path("outcome").asText() + " " + answer.path("reason").asText())
                .as(answer.toString())
                .isEqualTo(outcome + " " + reason);
    }

    private static JsonNode show(String path) throws IOException {
        HttpResponse<String> answer = gateway.management(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> ask(TestGateway asked, String path, String authorization) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked.managementPort() + path))
                                .header("Authorization", authorization)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode send(String json) throws IOException {
        HttpResponse<String> answer = gateway.post("/api/actuations", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
