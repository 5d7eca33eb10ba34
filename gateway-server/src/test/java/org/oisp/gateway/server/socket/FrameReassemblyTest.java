package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.origin.OriginSettings;

/** What frames that come in pieces cost: memory for what has come, and work in proportion to it. */
class FrameReassemblyTest {

    private static final int HEADER = 8;

    private final CountingAllocator buffers = new CountingAllocator();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void start() {
        SocketSettings settings = new SocketSettings(
                0, 1, 65_536, 65_536, Duration.ofSeconds(10), Duration.ofSeconds(5), null, OriginSettings.NONE);
        SocketContext context =
                new SocketContext(settings, new MessageReader(65_536), new GatewayEvents(new SimpleMeterRegistry()));
        DeviceSocket socket = new DeviceSocket(channel, new SocketLoop(channel.eventLoop()), context);
        channel.config().setAllocator(buffers);
        channel.pipeline().addLast(new FrameDecoder(context, socket));
    }

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
        assertThat(buffers.all).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void copiesALongFrameThatComesByteByByteAFewTimesAndNotForEachByte() {
        byte[] frame = ping(20_000);
        for (byte one : frame) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
        }
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        assertThat(buffers.bytes).isLessThan(10L * frame.length);
    }

    @Test
    void keepsNoMoreThanAFewTimesWhatHasComeOfAFrame() {
        byte[] frame = ping(60_000);
        ByteBuf readBuffer = Unpooled.buffer(65_536).writeBytes(frame, 0, 100);
        channel.writeInbound(readBuffer);
        assertThat(readBuffer.refCnt()).isZero();
        assertThat(buffers.held()).isBetween(100L, 400L);
        channel.writeInbound(Unpooled.wrappedBuffer(frame, 100, 1_000));
        assertThat(buffers.held()).isBetween(1_100L, 4_400L);
    }

    @Test
    void givesALargeBufferBackWhenTheFramesInItAreDone() {
        byte[] frame = ping(60_000);
        ByteBuf twice = Unpooled.wrappedBuffer(frame, frame);
        channel.writeInbound(twice.readRetainedSlice(50_000));
        channel.writeInbound(twice.readRetainedSlice(frame.length - 50_000 + 5));
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        assertThat(buffers.held()).isBetween(5L, 100L);
        channel.writeInbound(twice);
        assertThat(heard()).isEqualTo(Inbound.Signal.PING);
        assertThat(buffers.held()).isZero();
    }

    private Inbound heard() {
        return channel.readInbound();
    }

    /** A message {@code ping}, blanks behind it; its mask is zero. */
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

    /** Counts what is asked of it. */
    private static final class CountingAllocator extends AbstractByteBufAllocator {
        private final List<ByteBuf> all = new ArrayList<>();
        private long bytes;

        long held() {
            return all.stream()
                    .filter(buffer -> buffer.refCnt() > 0)
                    .mapToLong(ByteBuf::capacity)
                    .sum();
        }

        private ByteBuf note(ByteBuf buffer) {
            all.add(buffer);
            bytes += buffer.capacity();
            return buffer;
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return note(new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity));
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return note(new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity));
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
