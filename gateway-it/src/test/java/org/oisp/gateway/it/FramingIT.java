package org.oisp.gateway.it;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** RFC 6455, 5.2 and 5.3: lengths and their encoding, masks, reserved bits and opcodes. */
class FramingIT {

    private static final String PING = "{\"type\":\"ping\"}";
    private static final String BAD_LENGTH = "Malformed payload length.";
    private static final String UNMASKED = "Frames from a client must be masked.";

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18, 19, 22, 23, 124, 125, 126, 127, 128, 1000, 65534, 65535, 65536})
    void takesAMessageOfLength(int length) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendText(pingOfLength(length));
            peer.expectText(Replies.PONG);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 125, 126, 65535, 65536})
    void takesAMessageWithoutATypeOfLength(int length) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendText("1".repeat(length));
            peer.expectNothingElse();
        }
    }

    @Test
    void takesAnEmptyMessageForAMalformedOne() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendText("");
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectCloseAndEnd(1003, "Unprocessable input");
        }
    }

    @ParameterizedTest(name = "{0} in {1} bytes")
    @CsvSource({"0,2", "15,2", "125,2", "0,8", "15,8", "125,8", "126,8", "65535,8"})
    void refusesALengthInMoreBytesThanItNeeds(int length, int bytes) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.TEXT, new byte[length]).withLengthIn(bytes));
            peer.expectCloseAndEnd(1002, BAD_LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MIN_VALUE | 5, 0xFFFFFFFF00000000L})
    void refusesALengthWithItsFirstBitSet(long length) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text(PING).claiming(length));
            peer.expectCloseAndEnd(1002, "Unsupported 64-bit length frame received");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawFrame.TEXT, RawFrame.BINARY, RawFrame.CONTINUATION, RawFrame.PING, RawFrame.PONG})
    void refusesAnUnmaskedFrameOfOpcode(int opcode) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(opcode, PING).unmasked());
            peer.expectCloseAndEnd(1002, UNMASKED);
        }
    }

    @Test
    void refusesAnUnmaskedFrameThatIsEmpty() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.TEXT, "").unmasked());
            peer.expectCloseAndEnd(1002, UNMASKED);
        }
    }

    @Test
    void refusesAnUnmaskedCloseFrame() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.close(1000, "").unmasked());
            peer.expectCloseAndEnd(1002, UNMASKED);
        }
    }

    @Test
    void takesAMaskOfZeros() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text(PING).withMask((byte) 0, (byte) 0, (byte) 0, (byte) 0));
            peer.expectText(Replies.PONG);
        }
    }

    @Test
    void takesAnyMaskWithAnyLength() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (RawSocket peer = RawSocket.open(gateway)) {
            for (int length = 0; length <= 125; length++) {
                byte[] mask = new byte[4];
                random.nextBytes(mask);
                byte[] payload = new byte[length];
                random.nextBytes(payload);
                peer.send(RawFrame.of(RawFrame.PING, payload).withMask(mask));
                peer.expectPong(payload);
                peer.send(RawFrame.text(pingOfLength(15 + length)).withMask(mask));
                peer.expectText(Replies.PONG);
            }
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed, failed);
        }
    }

    static Stream<Arguments> reservedBits() {
        return IntStream.of(RawFrame.TEXT, RawFrame.BINARY, RawFrame.CLOSE, RawFrame.PING, RawFrame.PONG)
                .boxed()
                .flatMap(opcode -> IntStream.rangeClosed(1, 7).mapToObj(bits -> Arguments.of(opcode, bits)));
    }

    @ParameterizedTest(name = "opcode {0}, bits {1}")
    @MethodSource("reservedBits")
    void refusesReservedBits(int opcode, int bits) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(opcode, new byte[] {3, (byte) 0xE8}).withRsv(bits));
            peer.expectCloseAndEnd(1002, "Unsupported usage of rsv bits without negotiated extension.");
        }
    }

    @Test
    void refusesReservedBitsOnAContinuation() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(
                    RawFrame.text("{\"type\":").unfinished(),
                    RawFrame.of(RawFrame.CONTINUATION, "\"ping\"}").withRsv(4));
            peer.expectCloseAndEnd(1002, "Unsupported usage of rsv bits without negotiated extension.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void refusesOpcode(int opcode) {
        for (String payload : new String[] {"", PING}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.of(opcode, payload));
                peer.expectCloseAndEnd(1002, "Unrecognized Opcode: 0x" + Integer.toHexString(opcode));
            }
        }
    }

    @Test
    void answersWhatCameBeforeABadFrameAndNothingBehindIt() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(
                    RawFrame.text(PING),
                    RawFrame.ping("before"),
                    RawFrame.of(3, PING),
                    RawFrame.text(PING),
                    RawFrame.ping("behind"),
                    RawFrame.close(1000, ""));
            peer.expectText(Replies.PONG);
            peer.expectPong("before".getBytes(StandardCharsets.UTF_8));
            peer.expectCloseAndEnd(1002, "Unrecognized Opcode: 0x3");
        }
    }

    /** Returns a {@code ping} message of this length. */
    private static String pingOfLength(int length) {
        return PING + " ".repeat(length - PING.length());
    }
}
