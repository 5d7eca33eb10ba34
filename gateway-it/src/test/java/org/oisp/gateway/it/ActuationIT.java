package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "The actuation a device receives": {@code body} exactly as the sender wrote it, whatever its size. */
class ActuationIT {

    private static final int FRAGMENT = 16 * 1024;
    private static final int MAX_FRAME = 64 * 1024;
    private static final int MAX_MESSAGE = 1024 * 1024;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @Test
    void theDeviceReceivesTheFrameOfTheContract() {
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(device, 1)));
            client.expectText("""
                    {"code":1024,"content":{"type":"command","transport":"ws","content":{"domainId":"%1$s","accountId":"%1$s",\
                    "deviceUID":"%2$s","deviceId":"example001","gatewayId":"example001",\
                    "componentId":"1e447b10-9afd-4221-b4d8-7bc5c5bb6c3f","command":"LED.v1.0",\
                    "params":[{"name":"LED","value":"1"}]}}}""".formatted(device.account(), device.uid()));
            client.expectNothingElse();
            sender.expectNothingElse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":{\"deviceUID\":\"%s\"}}",
                "{\"content\":{\"deviceUID\":\"%s\"},\"b\":1,\"a\":2,\"B\":3}",
                "{ \"z\" : 1 ,\n\t\"content\" :\r\n { \"deviceUID\" : \"%s\" } , \"a\" : [ ] }",
                "{\"content\":{\"deviceUID\":\"%s\",\"n\":[1.0,1.50,1e5,1E+5,-0,0.1e-7,12345678901234567890.123456789,1e999]}}",
                "{\"content\":{\"deviceUID\":\"%s\",\"u\":\"é ß 😀 \u2028 \u0000x\"}}",
                "{\"content\":{\"deviceUID\":\"%s\",\"e\":\"\\u00e9\\ud83d\\ude00\\ud800\\/\\\"\\\\\\n\"}}",
                "{\"content\":{\"deviceUID\":\"%s\",\"t\":[true,false,null,{},[],\"\"]}}",
                "{\"x\":{\"content\":{\"deviceUID\":\"nobody\"}},\"content\":{\"deviceUID\":\"%s\"}}",
                "{\"content\":{\"deviceUID\":\"x\",\"dup\":1,\"dup\":2,\"deviceUID\":\"%s\"},\"dup\":{},\"dup\":[]}",
                "{\"content\":null,\"content\":{\"deviceUID\":\"%s\"}}",
                "{\"\\u0063ontent\":{\"devic\\u0065UID\":\"%s\"}}",
                "{\"}\":\"{\",\"]\":\"[\\\"\",\"content\":{\"deviceUID\":\"%s\",\",\":\":\"}}",
                "{\"code\":1,\"type\":\"ping\",\"credentials\":{},\"content\":{\"deviceUID\":\"%s\"}}"
            })
    void carriesTheBytesOfTheBody(String template) {
        // JSON text must not contain an unescaped NUL.
        String body = template.formatted(device.uid()).replace("\u0000", "\\u0000");
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(body));
            client.expectText(Replies.actuation(body));
        }
    }

    @Test
    void findsTheBodyWhereverItStandsInTheMessage() {
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"}}";
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(
                    "{\"body\":" + body + ",\"credentials\":" + Actuations.CREDENTIALS + ",\"type\":\"actuation\"}");
            client.expectText(Replies.actuation(body));
            sender.send(" {\"é\":[{\"body\":5}] , \"body\" : " + body + " ,\"type\":\"actuation\",\"credentials\":"
                    + Actuations.CREDENTIALS + "} ");
            client.expectText(Replies.actuation(body));
            sender.send("{\"body\":{\"content\":{}},\"body\":" + body + ",\"type\":\"actuation\",\"credentials\":{},"
                    + "\"credentials\":" + Actuations.CREDENTIALS + "}");
            client.expectText(Replies.actuation(body));
            client.expectNothingElse();
        }
    }

    @Test
    void carriesDeepNesting() {
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"},\"deep\":" + "[".repeat(900)
                + "]".repeat(900) + "}";
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(body));
            client.expectText(Replies.actuation(body));
        }
    }

    @Test
    void carriesABodyOf60KilobytesInOneFrame() {
        String body = bodyOfLength(60_000);
        try (Client client = Client.register(gateway, device);
                RawSocket sender = RawSocket.open(gateway)) {
            sender.sendText(Actuations.message(body));
            client.expectText(Replies.actuation(body));
            sender.expectNothingElse();
        }
    }

    @Test
    void takesAFrameOf64KibibytesAndClosesOverThat() {
        int around = Actuations.message("").length();
        String body = bodyOfLength(MAX_FRAME - around);
        try (Client client = Client.register(gateway, device);
                RawSocket sender = RawSocket.open(gateway)) {
            sender.sendText(Actuations.message(body));
            client.expectText(Replies.actuation(body));
            sender.sendText(Actuations.message(bodyOfLength(MAX_FRAME - around + 1)));
            sender.expectClose(1009, "Frame size of 65537 bytes exceeds maximum accepted frame size");
            client.expectNothingElse();
        }
    }

    @Test
    void takesAMessageOfOneMebibyteInFragmentsAndClosesOverThat() {
        int around = Actuations.message("").length();
        String body = bodyOfLength(MAX_MESSAGE - around);
        try (Client client = Client.register(gateway, device);
                RawSocket sender = RawSocket.open(gateway)) {
            sender.send(RawFrame.fragments(Actuations.message(body), MAX_FRAME));
            client.expectText(Replies.actuation(body));
            sender.send(RawFrame.fragments(Actuations.message(bodyOfLength(MAX_MESSAGE - around + 1)), 60_000));
            sender.expectClose(1009, "Maximum message size exceeded.");
            client.expectNothingElse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void putsFragmentsTogetherWhereverTheyAreCut(int frameBytes) {
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\",\"u\":\"é😀\"}}";
        try (Client client = Client.register(gateway, device);
                RawSocket sender = RawSocket.open(gateway)) {
            sender.send(RawFrame.fragments(Actuations.message(body), frameBytes));
            client.expectText(Replies.actuation(body));
            sender.expectNothingElse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FRAGMENT - 1, FRAGMENT})
    void sendsAMessageUpTo16KibibytesInOneFrame(int length) {
        String body = bodyOfLength(length - Replies.actuation("").length());
        try (RawSocket peer = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            peer.register(device);
            sender.send(Actuations.message(body));
            peer.expectText(Replies.actuation(body));
            peer.expectNothingElse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FRAGMENT + 1, 2 * FRAGMENT, 2 * FRAGMENT + 1, 60_000})
    void sendsALongerMessageInFragmentsOf16KibibytesAsTheOriginalDoes(int length) {
        String body = bodyOfLength(length - Replies.actuation("").length());
        try (RawSocket peer = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            peer.register(device);
            sender.send(Actuations.message(body));
            StringBuilder message = new StringBuilder();
            ReceivedFrame frame;
            do {
                frame = peer.readFrame();
                assertThat(frame.opcode()).isEqualTo(message.length() == 0 ? RawFrame.TEXT : RawFrame.CONTINUATION);
                assertThat(frame.payload()).hasSize(Math.min(FRAGMENT, length - message.length()));
                message.append(new String(frame.payload(), StandardCharsets.US_ASCII));
            } while (!frame.fin());
            assertThat(message).hasToString(Replies.actuation(body));
            peer.expectNothingElse();
        }
    }

    /** Returns a body for the device of exactly {@code length} bytes. */
    private String bodyOfLength(int length) {
        String frame = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\",\"fill\":\"%s\"}}";
        return frame.formatted("x".repeat(length - frame.length() + 2));
    }
}
