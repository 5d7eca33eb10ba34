package org.oisp.gateway.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** RFC 6455, 5.4: fragmented messages. */
class FragmentationIT {

    private static final String PING = "{\"type\":\"ping\"}";
    private static final RawFrame START = RawFrame.text("{\"type\":").unfinished();
    private static final RawFrame END = RawFrame.of(RawFrame.CONTINUATION, "\"ping\"}");

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 14, 15})
    void putsTogetherFragmentsOfSize(int size) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(fragments(PING.getBytes(StandardCharsets.UTF_8), size));
            peer.expectText(Replies.PONG);
            peer.expectNothingElse();
        }
    }

    @Test
    void putsTogetherFragmentsThatComeOneByOne() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            for (RawFrame frame : fragments(PING.getBytes(StandardCharsets.UTF_8), 2)) {
                peer.send(frame);
                if (frame.fin()) {
                    peer.expectText(Replies.PONG);
                }
                // The pong proves that the gateway read the fragment separately.
                peer.send(RawFrame.ping("read?"));
                peer.expectPong(bytes("read?"));
            }
        }
    }

    @Test
    void takesEmptyFragments() {
        RawFrame empty = RawFrame.of(RawFrame.CONTINUATION, "").unfinished();
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(
                    RawFrame.text("").unfinished(),
                    empty,
                    RawFrame.of(RawFrame.CONTINUATION, PING).unfinished(),
                    empty,
                    empty,
                    RawFrame.of(RawFrame.CONTINUATION, ""));
            peer.expectText(Replies.PONG);
            peer.expectNothingElse();
        }
    }

    @Test
    void takesThousandsOfEmptyFragments() {
        byte[] empty = RawFrame.of(RawFrame.CONTINUATION, "").unfinished().bytes();
        byte[] many = new byte[20_000 * empty.length];
        for (int at = 0; at < many.length; at += empty.length) {
            System.arraycopy(empty, 0, many, at, empty.length);
        }
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(START);
            peer.send(many);
            peer.send(END);
            peer.expectText(Replies.PONG);
        }
    }

    @Test
    void takesAMessageOfEmptyFragmentsAloneForAMalformedOne() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text("").unfinished(), RawFrame.of(RawFrame.CONTINUATION, ""));
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectCloseAndEnd(1003, "Unprocessable input");
        }
    }

    @Test
    void answersControlFramesBetweenFragmentsAtOnce() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(START);
            peer.send(RawFrame.ping("one"), RawFrame.of(RawFrame.PONG, "unasked"), RawFrame.ping("two"));
            peer.expectPong(bytes("one"));
            peer.expectPong(bytes("two"));
            peer.send(END);
            peer.expectText(Replies.PONG);
        }
    }

    @Test
    void answersACloseFrameBetweenFragments() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(START, RawFrame.close(1001, "leaving"), END);
            peer.expectCloseAndEnd(1000, "");
        }
    }

    @Test
    void keepsTheFragmentsOfConnectionsApart() {
        try (RawSocket one = RawSocket.open(gateway);
                RawSocket other = RawSocket.open(gateway)) {
            one.send(START);
            other.send(RawFrame.text("{\"type\":\"pi").unfinished());
            one.send(RawFrame.ping("1"));
            one.expectPong(bytes("1"));
            other.send(RawFrame.of(RawFrame.CONTINUATION, "ng\"}"));
            other.expectText(Replies.PONG);
            one.send(END);
            one.expectText(Replies.PONG);
        }
    }

    @Test
    void takesOneFragmentedMessageBehindTheOther() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(START, END, RawFrame.text(PING), START, END);
            peer.expectText(Replies.PONG);
            peer.expectText(Replies.PONG);
            peer.expectText(Replies.PONG);
            peer.expectNothingElse();
        }
    }

    @Test
    void refusesAContinuationWithoutAStart() {
        for (RawFrame frame : List.of(END, END.unfinished(), RawFrame.of(RawFrame.CONTINUATION, ""))) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(frame);
                peer.expectCloseAndEnd(1002, "Unexpected Continuation Frame");
            }
        }
    }

    @Test
    void refusesAContinuationBehindAWholeMessage() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(START, END, END);
            peer.expectText(Replies.PONG);
            peer.expectCloseAndEnd(1002, "Unexpected Continuation Frame");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawFrame.TEXT, RawFrame.BINARY})
    void refusesANewMessageInsideAnother(int opcode) {
        for (RawFrame frame :
                List.of(RawFrame.of(opcode, PING), RawFrame.of(opcode, PING).unfinished())) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(START, frame, END);
                peer.expectCloseAndEnd(
                        1002, "Illegal frame opcode 0x" + opcode + " received in middle of fragmented message.");
            }
        }
    }

    @Test
    void putsTogetherFragmentsOfAnySize() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (RawSocket peer = RawSocket.open(gateway)) {
            for (int i = 0; i < 100; i++) {
                String message = PING + " ".repeat(random.nextInt(5_000));
                peer.send(fragments(bytes(message), 1 + random.nextInt(message.length())));
                peer.expectText(Replies.PONG);
            }
            peer.expectNothingElse();
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed, failed);
        }
    }

    private static RawFrame[] fragments(byte[] message, int size) {
        List<RawFrame> frames = new ArrayList<>();
        for (int at = 0; at < message.length; at += size) {
            int end = Math.min(at + size, message.length);
            RawFrame frame =
                    RawFrame.of(at == 0 ? RawFrame.TEXT : RawFrame.CONTINUATION, Arrays.copyOfRange(message, at, end));
            frames.add(end == message.length ? frame : frame.unfinished());
        }
        return frames.toArray(RawFrame[]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
