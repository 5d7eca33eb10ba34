package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.receipt.TrackedDelivery;
import org.oisp.gateway.receipt.WaitingPlace;
import org.oisp.gateway.server.socket.frame.FrameEncoder;
import org.oisp.gateway.telemetry.journal.Journal;

/** How tracked actuations are written, and what their senders are told. */
class TrackedWriterTest {

    private static final String PING = "8908";
    private static final int PING_BYTES = 10;
    private static final DeviceAddress DEVICE = new DeviceAddress(new AccountId(new UUID(1, 0)), new DeviceId("d1"));

    private final HeldWrites held = new HeldWrites();
    private final EmbeddedChannel channel = new EmbeddedChannel(held);
    private final TrackedWriter writer = new TrackedWriter(
            new DeviceSocket(
                    channel,
                    new SocketLoop(channel.eventLoop()),
                    FrameWriterTest.context(SocketEvents.of(new SimpleMeterRegistry(), Journal.unread()))),
            channel,
            new FrameEncoder(channel.alloc()));
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        channel.releaseOutbound();
        channel.close();
    }

    @Test
    void writesAMessageAndThePingBehindItInOnePiece() {
        write("a");
        assertThat(frames()).isEmpty();
        writer.writePing();
        assertThat(frames()).singleElement().asString().contains(hex("\"a\"")).containsPattern(PING + ".{16}$");
    }

    @Test
    void writesOnePingBehindSeveralMessages() {
        write("a");
        write("b");
        writer.writePing();
        List<String> frames = frames();
        assertThat(frames).hasSize(2);
        assertThat(frames.get(0)).contains(hex("\"a\"")).doesNotContain(PING);
        assertThat(frames.get(1)).contains(hex("\"b\"")).containsPattern(PING + ".{16}$");
        assertThat(pongFor(frames.get(1))).isTrue();
        assertThat(told).containsExactly("a confirmed", "b confirmed");
    }

    @Test
    void whatIsWrittenWhileAPingIsUnderWayHasTheNextOne() {
        write("a");
        writer.writePing();
        String first = frames().get(0);
        write("b");
        writer.writePing();
        assertThat(frames()).singleElement().asString().doesNotContain(PING);
        assertThat(writer.isPingDue()).isFalse();

        assertThat(pongFor(first)).isTrue();
        assertThat(told).containsExactly("a confirmed");
        assertThat(writer.isPingDue()).isTrue();
        writer.writePing();
        assertThat(pongFor(frames().get(0))).isTrue();
        assertThat(told).containsExactly("a confirmed", "b confirmed");
    }

    @Test
    void pongsThatNobodyAskedForConfirmNothing() {
        write("a");
        writer.writePing();
        assertThat(writer.pong(ByteSlice.ofText(""))).isFalse();
        assertThat(writer.pong(ByteSlice.ofText("12345678"))).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void aDeviceThatReadsSlowlyIsNotOneThatSendsNoPongs() {
        for (int i = 0; i < 10_002; i++) {
            write("m" + i);
        }
        writer.writePing();
        // The sender of what is too much for one ping knows at once that nothing will confirm it.
        assertThat(told).containsExactly("m10000 unanswered", "m10001 unanswered");
        List<String> frames = frames();
        assertThat(frames).hasSize(10_002);
        assertThat(pongFor(frames.get(10_001))).isTrue();
        assertThat(told).hasSize(10_002).contains("m0 confirmed", "m9999 confirmed");
    }

    @Test
    void thoseWhoseDeadlinesAreOverMakeRoom() {
        List<TrackedActuation> over = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            over.add(write("m" + i));
        }
        over.forEach(actuation -> actuation.end(OutcomeReason.UNANSWERED));
        told.clear();
        write("late");
        writer.writePing();
        List<String> frames = frames();
        assertThat(pongFor(frames.get(frames.size() - 1))).isTrue();
        assertThat(told).containsExactly("late confirmed");
    }

    /** The bytes that are left of the message and the ping when the connection ends. */
    @ParameterizedTest
    @CsvSource({"1,connection_lost", "10,connection_lost", "11,disconnected", "1000,disconnected"})
    void aMessageIsLostInTheKernelOnlyIfAllOfItIsThere(int left, String reason) {
        held.hold = true;
        write("a");
        writer.writePing();
        ByteBuf frame = held.frame;
        frame.readerIndex(Math.max(frame.writerIndex() - left, frame.readerIndex()));
        assertThat(frame.writerIndex()).isGreaterThan(PING_BYTES);
        frame.release();
        held.promise.setFailure(new IOException("connection reset"));
        writer.closed();
        assertThat(told).containsExactly("a " + reason);
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void whatWasNotWrittenYetIsNotDeliveredWhenTheConnectionEnds() {
        write("a");
        writer.closed();
        assertThat(told).containsExactly("a disconnected");
        assertThat(frames()).isEmpty();
    }

    @Test
    void theCloseFrameWaitsForNobodyWhoHasBeenTold() {
        TrackedActuation actuation = write("a");
        writer.writePing();
        actuation.end(OutcomeReason.UNANSWERED);
        assertThat(writer.postpone(() -> {})).isFalse();
    }

    @Test
    void theCloseFrameWaitsForThePong() {
        write("a");
        writer.writePing();
        List<String> written = new ArrayList<>();
        assertThat(writer.postpone(() -> written.add("close"))).isTrue();
        assertThat(written).isEmpty();
        assertThat(pongFor(frames().get(0))).isTrue();
        assertThat(written).containsExactly("close");
    }

    private TrackedActuation write(String id) {
        TrackedActuation actuation = new TrackedActuation(
                id,
                false,
                0,
                null,
                (Receipt receipt) -> told.add(id + " " + receipt.reason().tag()));
        assertThat(actuation.enter(DEVICE, new WaitingPlace() {
                    @Override
                    public void taken(TrackedActuation taken) {}

                    @Override
                    public void withdraw(TrackedActuation withdrawn) {}
                }))
                .isTrue();
        Outbound.Delivery delivery = new Outbound.Delivery(ByteSlice.ofText("\"" + id + "\""), 0);
        assertThat(writer.write(delivery, new TrackedDelivery(actuation, false, false, delivery.deliveryObserver())))
                .isTrue();
        return actuation;
    }

    /** Has the device answer the ping that ends these frames. */
    private boolean pongFor(String frames) {
        byte[] payload = HexFormat.of().parseHex(frames.substring(frames.length() - 16));
        return writer.pong(new ByteSlice(payload, 0, payload.length));
    }

    /** Flushes, and returns what was written since the last call. */
    private List<String> frames() {
        channel.flush();
        List<String> frames = new ArrayList<>();
        for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            frames.add(ByteBufUtil.hexDump(frame));
            frame.release();
        }
        return frames;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps a write, as a socket does whose kernel takes only part of it. */
    private static final class HeldWrites extends ChannelOutboundHandlerAdapter {
        private boolean hold;
        private ByteBuf frame;
        private ChannelPromise promise;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise ended) {
            if (hold) {
                frame = (ByteBuf) message;
                promise = ended;
            } else {
                ctx.write(message, ended);
            }
        }
    }
}
