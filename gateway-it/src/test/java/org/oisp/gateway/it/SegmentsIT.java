package org.oisp.gateway.it;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Frames cut anywhere by TCP are read correctly; what a peer sent before its end of stream counts. */
class SegmentsIT {

    private static final String PING = "{\"type\":\"ping\"}";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    @Test
    void takesFramesByteByByte() {
        DeviceIdentity device = database.addDevice("slow", UUID.randomUUID());
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendByteByByte(RawFrame.text(Client.registration(device)).bytes());
            peer.expectText(Replies.REGISTERED);
            peer.sendByteByByte(RawFrame.join(
                    RawFrame.text("{\"type\":").unfinished(),
                    RawFrame.ping("between"),
                    RawFrame.of(RawFrame.CONTINUATION, "\"ping\"" + " ".repeat(300) + "}")));
            peer.expectPong(bytes("between"));
            peer.expectText(Replies.PONG);
            peer.sendByteByByte(RawFrame.close(1000, "bye").bytes());
            peer.expectCloseAndEnd(1000, "");
        }
    }

    @Test
    void takesALongFrameByteByByte() {
        byte[] frame = RawFrame.text(PING + " ".repeat(65536 - PING.length())).bytes();
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendByteByByte(frame);
            peer.expectText(Replies.PONG);
        }
    }

    @Test
    void takesManyFramesInOneSegment() {
        RawFrame[] frames = new RawFrame[2000];
        Arrays.fill(frames, RawFrame.text(PING));
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(frames);
            for (int i = 0; i < frames.length; i++) {
                peer.expectText(Replies.PONG);
            }
            peer.expectNothingElse();
        }
    }

    @Test
    void takesFramesHoweverTheyAreCut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int messages = 200;
        for (int i = 0; i < messages; i++) {
            // Mostly small ones, and some that take many segments.
            int length = i % 10 == 0 ? 60_000 : random.nextInt(300);
            stream.writeBytes(RawFrame.text(PING + " ".repeat(length)).bytes());
        }
        byte[] all = stream.toByteArray();
        try (RawSocket peer = RawSocket.open(gateway)) {
            int at = 0;
            while (at < all.length) {
                int end = Math.min(all.length, at + 1 + random.nextInt(random.nextBoolean() ? 10 : 20_000));
                peer.send(Arrays.copyOfRange(all, at, end));
                at = end;
            }
            for (int i = 0; i < messages; i++) {
                peer.expectText(Replies.PONG);
            }
            peer.expectNothingElse();
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed, failed);
        }
    }

    @Test
    void keepsTheBytesOfConnectionsApart() {
        byte[] text = RawFrame.text(PING).bytes();
        byte[] ping = RawFrame.ping("other").bytes();
        try (RawSocket one = RawSocket.open(gateway);
                RawSocket other = RawSocket.open(gateway)) {
            for (int i = 0; i < Math.max(text.length, ping.length); i++) {
                if (i < text.length) {
                    one.send(text[i]);
                }
                if (i < ping.length) {
                    other.send(ping[i]);
                }
            }
            one.expectText(Replies.PONG);
            other.expectPong(bytes("other"));
        }
    }

    @Test
    void answersWhatAPeerSentBeforeItClosedItsSide() {
        // The end of stream often arrives together with the frame; enough rounds make sure that it does.
        for (int i = 0; i < 50; i++) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.text(PING), RawFrame.ping("last"));
                peer.endOutput();
                peer.expectText(Replies.PONG);
                peer.expectPong(bytes("last"));
                peer.expectEnd();
            }
        }
    }

    @Test
    void answersAHandshakeWithFramesAndTheEndBehindIt() {
        byte[] handshake = RawRequest.handshake().bytes();
        byte[] frame = RawFrame.text(PING).bytes();
        byte[] both = Arrays.copyOf(handshake, handshake.length + frame.length);
        System.arraycopy(frame, 0, both, handshake.length, frame.length);
        for (int i = 0; i < 50; i++) {
            try (RawSocket peer = RawSocket.connect(gateway)) {
                peer.send(both);
                peer.endOutput();
                peer.expectUpgrade();
                peer.expectText(Replies.PONG);
                peer.expectEnd();
            }
        }
    }

    @Test
    void answersACloseFrameWithTheEndBehindIt() {
        for (int i = 0; i < 50; i++) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.close(1000, ""));
                peer.endOutput();
                peer.expectCloseAndEnd(1000, "");
            }
        }
    }

    @Test
    void deliversAnActuationWithTheEndBehindIt() {
        DeviceIdentity device = database.addDevice("target", UUID.randomUUID());
        try (Client receiver = Client.register(gateway, device)) {
            for (int i = 0; i < 20; i++) {
                String body = Actuations.body(device, i);
                try (RawSocket sender = RawSocket.open(gateway)) {
                    sender.sendText(Actuations.message(body));
                    sender.endOutput();
                    sender.expectEnd();
                }
                receiver.expectText(Replies.actuation(body));
            }
        }
    }

    @Test
    void releasesADeviceThatClosesItsSide() {
        DeviceIdentity device = database.addDevice("half", UUID.randomUUID());
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.register(device);
            peer.endOutput();
            peer.expectEnd();
            await().atMost(Client.TIMEOUT).until(() -> !database.binding(device).connected());
        }
    }

    @Test
    void releasesADeviceThatIsCutInTheMiddleOfAFrame() {
        DeviceIdentity device = database.addDevice("cut", UUID.randomUUID());
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.register(device);
            peer.send(Arrays.copyOf(RawFrame.text(PING).bytes(), 9));
            peer.cut();
            await().atMost(Client.TIMEOUT).until(() -> !database.binding(device).connected());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
