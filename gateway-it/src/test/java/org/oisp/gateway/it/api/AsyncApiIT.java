package org.oisp.gateway.it.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Client.Event;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestBroker;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.Tokens;
import org.oisp.gateway.protocol.CloseFrame;

/** {@code docs/asyncapi.yaml} against a gateway: sends the messages of the document's peers; every answer must be in the document. */
class AsyncApiIT {

    private static final ApiDocument document = ApiDocument.read("asyncapi.yaml", Dialects.getDraft7());
    private static final String STREAM = "gateway-connections";
    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(
            database,
            Stream.concat(
                            redis.environment().entrySet().stream(),
                            Map.of(
                                    "GATEWAY_ADVERTISED_SERVER",
                                    "asyncapi.websocket-server:5000",
                                    "GATEWAY_REDIS_EVENTS",
                                    STREAM)
                                    .entrySet()
                                    .stream())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));

    /** An example of a message that a peer may send. */
    private record Example(String message, JsonNode node) {
        String name() {
            return node.path("name").asText();
        }

        JsonNode payload() {
            return node.get("payload");
        }

        /** Returns the outcome that the document states for it. */
        JsonNode outcome() {
            return document.at("/components/messages/" + message + "/x-outcomes/" + name());
        }

        /** Returns the text to send, with a token that the gateway judges as the example says. */
        String text() {
            if (document.at("/components/messages/" + message)
                    .path("contentType")
                    .asText()
                    .equals("text/plain")) {
                return payload().asText();
            }
            JsonNode sent = payload().deepCopy();
            if (sent.has("deviceToken")) {
                ((ObjectNode) sent).put("deviceToken", token());
            }
            return sent.toString();
        }

        private String token() {
            String id = payload().get("deviceId").asText();
            return switch (name()) {
                case "good" -> Tokens.signed(Tokens.claims(id, account()));
                case "badSignature" ->
                    Tokens.signed(Tokens.RS256, Tokens.claims(id, account()), TestKeys.FOREIGN.getPrivate());
                case "expired" ->
                    Tokens.signed(
                            Tokens.claims(id, "[{\"id\":\"" + account() + "\"}]", Tokens.in(Duration.ofMinutes(-1))));
                case "tokenOfAnotherDevice" -> Tokens.signed(Tokens.claims(id + "-other", account()));
                case "tokenWithoutAccount" -> Tokens.signed(Tokens.claims(id, "[]", Tokens.in(Duration.ofMinutes(1))));
                case "unknownDevice" -> Tokens.signed(Tokens.claims(id, "00000000-0000-4000-8000-000000000000"));
                default -> throw new AssertionError("which token is meant by the example " + name() + "?");
            };
        }

        @Override
        public String toString() {
            return message + "/" + name();
        }
    }

    /** Returns the device of the examples. */
    private static JsonNode device() {
        return document.at("/components/messages/connectionEvent/examples/0/payload");
    }

    private static String account() {
        return device().get("account").asText();
    }

    private static Client connectedDevice() {
        Client client = Client.connect(gateway);
        client.send(new Example("registration", document.at("/components/messages/registration/examples/0")).text());
        client.expectText(Replies.REGISTERED);
        return client;
    }

    @BeforeAll
    static void theDeviceOfTheExamplesIsThere() {
        database.execute("""
                INSERT INTO dashboard.devices (uid, id, name, "gatewayId", "accountId", status, created, updated)
                VALUES ('%1$s', '%2$s', '%2$s', '%2$s', '%3$s', 'active', now(), now()) ON CONFLICT DO NOTHING
                """.formatted(
                        device().get("uid").asText(), device().get("device").asText(), account()));
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_redis_up") == 1);
    }

    @Test
    void isAsyncApi3() {
        assertThat(document.root().path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.problems()).isEmpty();
        document.at("/components/messages").fieldNames().forEachRemaining(message -> {
            String pointer = "/components/messages/" + message;
            assertThat(document.validateSchema(pointer + "/payload", SpecificationVersion.DRAFT_7))
                    .as(message)
                    .isEmpty();
            assertThat(document.at(pointer).path("examples"))
                    .as(message)
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(document.validate(pointer + "/payload", example.get("payload")))
                            .as(message + " " + example)
                            .isEmpty());
        });
    }

    @Test
    void everyExampleHasWhatMayBeInOneAndAnOutcomeIfPeersSayIt() {
        document.at("/components/messages").properties().forEach(message -> {
            JsonNode examples = message.getValue().get("examples");
            assertThat(examples)
                    .allSatisfy(example ->
                            assertThat(List.of("name", "summary", "payload")).containsAll(fieldNames(example)));
            if (message.getValue().has("x-outcomes")) {
                List<String> names = new ArrayList<>();
                examples.forEach(example -> names.add(example.path("name").asText()));
                assertThat(fieldNames(message.getValue().get("x-outcomes"))).isEqualTo(names);
            }
        });
    }

    @Test
    void everyOperationKnowsItsMessagesAndEveryMessageIsInOne() {
        Set<String> used = new TreeSet<>();
        for (JsonNode operation : document.at("/operations")) {
            used.addAll(names(operation.get("messages")));
            used.addAll(names(operation.path("reply").path("messages")));
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(fieldNames(document.at("/components/messages")));
    }

    static Stream<Example> whatPeersSay() {
        List<Example> examples = new ArrayList<>();
        for (JsonNode operation : document.at("/operations")) {
            if (operation.get("action").asText().equals("receive") && isOn(operation, "/channels/socket")) {
                names(operation.get("messages")).forEach(message -> examples.addAll(examples(message)));
            }
        }
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("whatPeersSay")
    void isAnsweredAsTheDocumentSays(Example example) {
        JsonNode said = example.outcome();
        assertThat(replies(example.message()))
                .as("replies of the operation of " + example)
                .containsAll(texts(said.get("answers")));
        try (Client device = said.has("delivered") ? connectedDevice() : null;
                Client peer = Client.connect(gateway)) {
            if (said.path("binary").asBoolean()) {
                peer.sendBinary(example.text().getBytes(StandardCharsets.UTF_8));
            } else {
                peer.send(example.text());
            }
            for (String answer : texts(said.get("answers"))) {
                String text = document.at("/components/messages/" + answer + "/examples/0/payload")
                        .toString();
                assertThat(withoutTimes(nextText(peer))).isEqualTo(withoutTimes(text));
            }
            if (said.has("close")) {
                JsonNode close = said.get("close");
                assertThat(closeCodes())
                        .contains(close.get("code").asInt() + " "
                                + close.get("reason").asText());
                peer.expectClose(close.get("code").asInt(), close.get("reason").asText());
            } else {
                peer.expectNothingElse();
            }
            if (device != null) {
                expectDelivery(device, example);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("whatIsPublished")
    void whatIsPublishedIsDeliveredAsTheDocumentSays(Example example) {
        String channel = document.at("/channels/deviceChannel/address")
                .asText()
                .replace("{accountId}", account())
                .replace("{deviceId}", device().get("device").asText());
        try (Client device = connectedDevice()) {
            // The device of an earlier test may still be leaving.
            await().atMost(Client.TIMEOUT).until(() -> redis.publish(channel, "{}") == 1);
            redis.publish(channel, example.text());
            expectDelivery(device, example);
        }
    }

    static Stream<Example> whatIsPublished() {
        return examples("published").stream();
    }

    private static void expectDelivery(Client device, Example example) {
        if (example.outcome().get("delivered").asBoolean()) {
            String body = example.payload().get("body").toString();
            assertThat(nextText(device)).isEqualTo(Replies.actuation(body));
        } else {
            device.expectNothingElse();
        }
    }

    @Test
    void connectionEventsAreAsTheDocumentSays() {
        connectedDevice().close();
        await().atMost(Client.TIMEOUT).untilAsserted(() -> {
            List<StreamMessage<String, String>> entries =
                    redis.call(commands -> commands.xrange(STREAM, Range.unbounded()));
            assertThat(entries)
                    .extracting(entry -> entry.getBody().get("event"))
                    .contains("connected", "disconnected");
            assertThat(entries)
                    .allSatisfy(entry -> assertThat(document.validate(
                                    "/components/messages/connectionEvent/payload",
                                    ApiDocument.JSON.valueToTree(entry.getBody())))
                            .isEmpty());
        });
    }

    @Test
    void theHeartbeatIsAsTheDocumentSays() {
        try (TestBroker broker = new TestBroker()) {
            broker.start();
            String topic = document.at("/channels/heartbeat/address").asText();
            try (TestGateway beating = TestGateway.start(
                    database,
                    Map.of(
                            "GATEWAY_ADVERTISED_SERVER",
                            "asyncapi-beat.websocket-server:5000",
                            "GATEWAY_KAFKA_SERVERS",
                            broker.servers()))) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> beating.metric("gateway_heartbeats_total{outcome=\"done\"}") >= 1);
            }
            assertThat(broker.read(topic, 0))
                    .isNotEmpty()
                    .allSatisfy(beat -> assertThat(document.validate(
                                    "/components/messages/heartbeat/payload",
                                    ApiDocument.JSON.valueToTree(beat.value())))
                            .isEmpty());
        }
    }

    @Test
    void everyCloseFrameOfTheGatewayIsInTheDocument() throws IllegalAccessException {
        List<CloseFrame> closes = new ArrayList<>(
                List.of(CloseFrame.frameTooBig(65_537), CloseFrame.unknownOpcode(3), CloseFrame.interrupted(1)));
        for (var field : CloseFrame.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof CloseFrame closeFrame) {
                closes.add(closeFrame);
            }
        }
        assertThat(closeCodes())
                .containsExactlyInAnyOrderElementsOf(closes.stream()
                        .map(closeFrame -> closeFrame.code() + " " + closeFrame.reason())
                        .toList());
        assertThat(Arrays.stream(CloseFrame.class.getMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers()))
                        .map(method -> method.getName()))
                .as("close frames that are made for the occasion")
                .containsExactlyInAnyOrder("frameTooBig", "unknownOpcode", "interrupted");
    }

    /** Returns a message without the times of an outcome, which are of the moment. */
    private static String withoutTimes(String message) {
        return message.replaceAll("\"at\":\"[^\"]*\",\"micros\":\\d+", "");
    }

    /** Returns the gateway's next text, which must be one that the document describes. */
    private static String nextText(Client client) {
        Event event = client.next();
        assertThat(event).isInstanceOf(Event.Text.class);
        String text = ((Event.Text) event).content();
        JsonNode json = ApiDocument.json(text);
        assertThat(Stream.of(
                                "registered",
                                "optedIn",
                                "pong",
                                "wrongFormat",
                                "invalidToken",
                                "unavailable",
                                "command",
                                "commandWithId",
                                "renewal",
                                "outcome")
                        .filter(message -> document.validate("/components/messages/" + message + "/payload", json)
                                .isEmpty()))
                .as(text)
                .hasSize(1);
        return text;
    }

    private static List<String> closeCodes() {
        List<String> codes = new ArrayList<>();
        document.at("/channels/socket/x-close-codes")
                .forEach(close -> codes.add(
                        close.get("code").asInt() + " " + close.get("reason").asText()));
        return codes;
    }

    private static List<String> replies(String message) {
        for (JsonNode operation : document.at("/operations")) {
            if (isOn(operation, "/channels/socket")
                    && names(operation.get("messages")).contains(message)) {
                return names(operation.path("reply").path("messages"));
            }
        }
        throw new AssertionError("no operation has " + message);
    }

    private static boolean isOn(JsonNode operation, String channel) {
        return ApiDocument.target(operation.get("channel")).equals(channel);
    }

    private static List<Example> examples(String message) {
        List<Example> examples = new ArrayList<>();
        document.at("/components/messages/" + message + "/examples")
                .forEach(example -> examples.add(new Example(message, example)));
        return examples;
    }

    /** Returns the last segments of references. */
    private static List<String> names(JsonNode references) {
        List<String> names = new ArrayList<>();
        references.forEach(reference -> {
            String target = ApiDocument.target(reference);
            names.add(target.substring(target.lastIndexOf('/') + 1));
        });
        return names;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
