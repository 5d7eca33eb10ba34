package org.oisp.gateway.server.socket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Outbound.Delivery;
import org.oisp.gateway.protocol.Outbound.PingFrame;
import org.oisp.gateway.protocol.Outbound.PongFrame;
import org.oisp.gateway.protocol.Reply;

/** Tests encoded frames (RFC 6455, 5.2): unmasked, the shortest length, texts in fragments of 16 KiB at most. */
class FrameEncoderTest {

    private static final int ENVELOPE = Delivery.HEAD.length() + Delivery.TAIL.length();

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
    private final FrameEncoder encoder = new FrameEncoder(buffers);

    @AfterEach
    void everyBufferIsGivenBack() {
        assertThat(buffers.metric().usedDirectMemory()).isZero();
        assertThat(buffers.metric().usedHeapMemory()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Reply.class)
    void encodesAReplyAsOneText(Reply reply) {
        assertThat(frames(reply)).containsExactly(new Frame(0x81, reply.json().toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 125, 126, 127, 1_000, 16_383, 16_384})
    void encodesAShortActuationAsOneText(int length) {
        Delivery delivery = delivery(length);

        assertThat(frames(delivery)).containsExactly(new Frame(0x81, text(delivery)));
    }

    @ParameterizedTest
    @ValueSource(ints = {16_385, 16_384 + 125, 16_384 + 126, 32_767, 32_768, 32_769, 70_000, 1_048_576})
    void encodesALongActuationInFragments(int length) {
        Delivery delivery = delivery(length);
        List<Frame> frames = frames(delivery);

        assertThat(frames).hasSize((length + 16_383) / 16_384);
        assertThat(frames.get(0).first).isEqualTo(0x01);
        assertThat(frames.subList(1, frames.size() - 1)).allMatch(frame -> frame.first == 0x00);
        assertThat(frames.get(frames.size() - 1).first).isEqualTo(0x80);
        assertThat(frames.subList(0, frames.size() - 1)).allMatch(frame -> frame.payload.length() == 16_384);
        StringBuilder together = new StringBuilder();
        frames.forEach(frame -> together.append(frame.payload));
        assertThat(together).hasToString(text(delivery));
    }

    @Test
    void encodesOnlyTheSliceOfTheBody() {
        byte[] message = "before{\"content\":{}}behind".getBytes(StandardCharsets.US_ASCII);
        Delivery delivery = new Delivery(new ByteSlice(message, 6, 14), 0);

        assertThat(frames(delivery)).containsExactly(new Frame(0x81, "{\"code\":1024,\"content\":{\"content\":{}}}"));
    }

    @Test
    void encodesAPingWithoutAPayload() {
        assertThat(hex(PingFrame.PING)).isEqualTo("8900");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125})
    void encodesAPongWithThePayloadOfItsPing(int length) {
        String payload = "p".repeat(length);

        assertThat(frames(new PongFrame(ByteSlice.ofText(payload)))).containsExactly(new Frame(0x8A, payload));
    }

    @Test
    void encodesACloseWithItsCodeAndReason() {
        assertThat(hex(CloseFrame.ANSWER)).isEqualTo("880203e8");
        assertThat(hex(CloseFrame.UNPROCESSABLE))
                .isEqualTo("881503eb" + ByteBufUtil.hexDump("Unprocessable input".getBytes(StandardCharsets.UTF_8)));
        assertThat(hex(new CloseFrame(1001, "\u00e9"))).isEqualTo("880403e9c3a9");
    }

    /** Returns an actuation of this many bytes in all, or with an empty body if that is too few. */
    private static Delivery delivery(int length) {
        Random random = new Random(length);
        byte[] body = new byte[Math.max(length - ENVELOPE, 0)];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (' ' + random.nextInt(95));
        }
        return new Delivery(new ByteSlice(body, 0, body.length), 0);
    }

    private static String text(Delivery delivery) {
        return Delivery.HEAD.toString() + delivery.body() + Delivery.TAIL;
    }

    private String hex(Outbound message) {
        ByteBuf encoded = message.accept(encoder);
        try {
            return ByteBufUtil.hexDump(encoded);
        } finally {
            encoded.release();
        }
    }

    /** Decodes the frames of a message by the letter of the standard, and checks that each length is in its shortest form. */
    private List<Frame> frames(Outbound message) {
        ByteBuf encoded = message.accept(encoder);
        try {
            List<Frame> frames = new ArrayList<>();
            while (encoded.isReadable()) {
                int first = encoded.readUnsignedByte();
                int second = encoded.readUnsignedByte();
                assertThat(second).as("masked or in eight bytes").isLessThan(127);
                int length = second == 126 ? encoded.readUnsignedShort() : second;
                assertThat(second == 126).isEqualTo(length > 125);
                frames.add(new Frame(
                        first,
                        encoded.readCharSequence(length, StandardCharsets.UTF_8).toString()));
            }
            return frames;
        } finally {
            assertThat(encoded.release()).isTrue();
        }
    }

    private record Frame(int first, String payload) {}
}
