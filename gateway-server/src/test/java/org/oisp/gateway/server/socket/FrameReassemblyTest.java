package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Tests what messages in pieces cost: memory for what has arrived, charged to the connection, and work in proportion to it; and how long
 * they may take.
 */
class FrameReassemblyTest {

    private static final int HEADER = 8;
    private static final int BOUND = 65_536;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CountingAllocator buffers = new CountingAllocator();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private MemoryBudget memory;

    @BeforeEach
    void start() {
        start(Long.MAX_VALUE);
    }

    private void start(long mostBytes) {
        SocketSettings settings = new SocketSettings(
                0,
                1,
                BOUND,
                BOUND,
                new SocketSettings.PeerTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO),
                null,
                OriginSettings.NONE);
        memory = new MemoryBudget(new MemorySettings(Long.MAX_VALUE, mostBytes, TIMEOUT), System::nanoTime);
        SocketContext context = new SocketContext(
                settings, new MessageReader(BOUND), SocketEvents.of(meters, Journal.unread()), memory, TIMEOUT);
        DeviceSocket socket = new DeviceSocket(channel, new SocketLoop(channel.eventLoop()), context);
        channel.config().setAllocator(buffers);
        if (channel.pipeline().get(FrameDecoder.class) != null) {
            channel.pipeline().remove(FrameDecoder.class);
        }
        channel.pipeline().addLast(new FrameDecoder(context, socket));
    }

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
        assertThat(buffers.all()).allMatch(buffer -> buffer.refCnt() == 0);
        assertThat(memory.held()).isZero();
    }

    @Test
    void copiesALongFrameThatComesByteByByteAFewTimesAndNotForEachByte() {
        byte[] frame = ping(20_000);
        long copied = 0;
        long before = 0;
        for (byte one : frame) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
            copied += memory.held() == before ? 0 : memory.held();
            before = memory.held();
        }
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        assertThat(copied).isLessThan(10L * frame.length);
    }

    @Test
    void holdsWhatHasComeOfAFrameInNoBufferOfNetty() {
        byte[] frame = ping(60_000);
        ByteBuf readBuffer = Unpooled.buffer(65_536).writeBytes(frame, 0, 100);
        channel.writeInbound(readBuffer);
        assertThat(readBuffer.refCnt()).isZero();
        assertThat(memory.held()).isBetween(92L, 150L);
        channel.writeInbound(Unpooled.wrappedBuffer(frame, 100, 1_000));
        assertThat(memory.held()).isBetween(1_092L, 1_650L);
        assertThat(memory.heldByStrangers()).isEqualTo(memory.held());
        assertThat(buffers.held()).isZero();
    }

    @Test
    void givesBackWhatTheFramesHeldThatAreDone() {
        byte[] frame = ping(60_000);
        ByteBuf twice = Unpooled.wrappedBuffer(frame, frame);
        channel.writeInbound(twice.readRetainedSlice(50_000));
        assertThat(memory.held()).isBetween(49_992L, 60_000L);
        channel.writeInbound(twice.readRetainedSlice(frame.length - 50_000 + 5));
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        assertThat(memory.held()).isZero();
        channel.writeInbound(twice);
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        assertThat(memory.held()).isZero();
    }

    @Test
    void chargesNothingForAMessageThatComesWhole() {
        start(1);
        channel.writeInbound(Unpooled.wrappedBuffer(ping(60_000)));
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
    }

    @Test
    void neverHoldsMoreThanALongestMessageOfOneThatComesInFragments() {
        long max = 0;
        for (int i = 0; i < BOUND; i++) {
            channel.writeInbound(fragment(i == 0 ? 0x01 : 0x00, ' '));
            max = Math.max(max, memory.held());
        }
        assertThat(max).isEqualTo(BOUND);
        channel.writeInbound(fragment(0x80, ' '));
        assertThat(this.<Inbound.PeerClosed>read().closeFrame()).isEqualTo(CloseFrame.MESSAGE_TOO_BIG);
        assertThat(memory.held()).isZero();
    }

    @Test
    void unmasksEachFragmentByItself() {
        String text = "{\"type\":\"ping\"}";
        byte[] mask = {1, 2, 3, 4};
        for (int i = 0; i < text.length(); i += 3) {
            String part = text.substring(i, Math.min(i + 3, text.length()));
            ByteBuf frame = Unpooled.buffer();
            frame.writeByte((i == 0 ? 0x01 : 0) | (i + 3 >= text.length() ? 0x80 : 0));
            frame.writeByte(0x80 | part.length()).writeBytes(mask);
            for (int k = 0; k < part.length(); k++) {
                frame.writeByte(part.charAt(k) ^ mask[k]);
            }
            while (frame.isReadable()) {
                channel.writeInbound(frame.readRetainedSlice(1));
            }
            frame.release();
        }
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
    }

    @Test
    void answersAControlFrameInTheMidstOfAMessageHoweverItComes() {
        channel.writeInbound(fragment(0x01, '1'));
        ByteBuf ping = Unpooled.wrappedBuffer(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 7});
        while (ping.isReadable()) {
            channel.writeInbound(ping.readRetainedSlice(1));
        }
        ping.release();
        assertThat(heard()).isInstanceOf(Inbound.PingReceived.class);
        channel.writeInbound(fragment(0x80, '2'));
        assertThat(heard()).isEqualTo(Inbound.Signal.UNKNOWN);
    }

    @Test
    void cutsWhoeverHoldsMoreThanThereIs() {
        start(10_000);
        channel.writeInbound(Unpooled.wrappedBuffer(ping(60_000), 0, 20_000));
        channel.runPendingTasks();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(meters.get("gateway.drops").tag("reason", "memory").counter().count())
                .isEqualTo(1);
    }

    @Test
    void endsAMessageThatIsNotWholeInTimeHoweverItTrickles() {
        channel.freezeTime();
        channel.writeInbound(fragment(0x01, ' '));
        for (int second = 1; second < TIMEOUT.toSeconds(); second++) {
            pass(1);
            channel.writeInbound(fragment(0x00, ' '));
            assertThat(heard()).isNull();
        }
        pass(1);
        assertThat(heard()).isEqualTo(Inbound.Signal.SLOW);
        assertThat(memory.held()).isZero();
    }

    @Test
    void givesEachMessageATimeOfItsOwn() {
        channel.freezeTime();
        byte[] frames = new byte[3 * (HEADER + 200)];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(ping(200), 0, frames, i * (HEADER + 200), HEADER + 200);
        }
        // There is always an unfinished message: each read ends within a header.
        channel.writeInbound(Unpooled.wrappedBuffer(frames, 0, 3));
        for (int i = 0; i < 2; i++) {
            pass(20);
            channel.writeInbound(Unpooled.wrappedBuffer(frames, i * (HEADER + 200) + 3, HEADER + 200));
            assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        }
        pass(29);
        assertThat(heard()).isNull();
        pass(1);
        assertThat(heard()).isEqualTo(Inbound.Signal.SLOW);
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runPendingTasks();
        // Runs what the first pass has left to the next.
        channel.runPendingTasks();
    }

    private Inbound heard() {
        return channel.readInbound();
    }

    private <T> T read() {
        return channel.readInbound();
    }

    /** Returns one byte of a message, with a zero mask. */
    private static ByteBuf fragment(int first, char payload) {
        return Unpooled.wrappedBuffer(new byte[] {(byte) first, (byte) 0x81, 0, 0, 0, 0, (byte) payload});
    }

    /** Returns a {@code ping} message, padded with blanks, with a zero mask. */
    private static byte[] ping(int length) {
        byte[] frame = new byte[HEADER + length];
        byte[] text = ("{\"type\":\"ping\"}" + " ".repeat(length - 15)).getBytes(StandardCharsets.US_ASCII);
        frame[0] = (byte) 0x81;
        frame[1] = (byte) 0xFE;
        frame[2] = (byte) (length >> 8);
        frame[3] = (byte) length;
        System.arraycopy(text, 0, frame, HEADER, length);
        return frame;
    }
}
