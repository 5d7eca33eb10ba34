package org.oisp.gateway.server.socket.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;

/** However a stream is cut, whole records come out in order; waiting bytes are counted, and are at most one record. */
class TlsRecordsTest {

    private static final int MAX = 16 * 1024 + 2048 + 5;

    private final MemoryBudget memory =
            new MemoryBudget(new MemorySettings(Long.MAX_VALUE, 1 << 20, Duration.ofSeconds(30)), System::nanoTime);
    private final EmbeddedChannel channel = new EmbeddedChannel(new TlsRecords(memory.open(eviction -> {})));

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(memory.held()).isZero();
    }

    @Test
    void passesWholeRecordsHoweverTheStreamIsCut() {
        Random random = new Random(7);
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(10) == 0 ? 16_384 : random.nextInt(300);
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            stream.writeByte(20 + random.nextInt(4))
                    .writeShort(0x0303)
                    .writeShort(length)
                    .writeBytes(payload);
        }
        ByteBuf passed = Unpooled.buffer();
        ByteBuf rest = stream.duplicate();
        while (rest.isReadable()) {
            channel.writeInbound(rest.readRetainedSlice(Math.min(
                    rest.readableBytes(), random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 1 + random.nextInt(9_000))));
            for (ByteBuf out = channel.readInbound(); out != null; out = channel.readInbound()) {
                assertWhole(out);
                passed.writeBytes(out);
                out.release();
            }
            assertThat(memory.held()).isLessThanOrEqualTo(MAX);
        }
        assertThat(passed).isEqualTo(stream);
        passed.release();
        stream.release();
    }

    private static void assertWhole(ByteBuf out) {
        int at = out.readerIndex();
        while (at < out.writerIndex()) {
            at += 5 + out.getUnsignedShort(at + 3);
        }
        assertThat(at).isEqualTo(out.writerIndex());
    }

    @Test
    void countsWhatWaits() {
        ByteBuf record = Unpooled.buffer().writeByte(22).writeShort(0x0301).writeShort(16_384);
        record.writeZero(12_000);
        channel.writeInbound(record);
        assertThat(memory.heldByStrangers()).isBetween(12_005L, 18_005L);
        assertThat(this.<ByteBuf>read()).isNull();
        channel.writeInbound(Unpooled.buffer().writeZero(4_384));
        ByteBuf whole = read();
        assertThat(whole.readableBytes()).isEqualTo(16_389);
        whole.release();
        assertThat(memory.held()).isZero();
    }

    @Test
    void passesWhatIsNoTls() {
        for (String text : new String[] {"GET / HTTP/1.1", "\r\n\r\n"}) {
            channel.writeInbound(Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.US_ASCII));
            ByteBuf passed = read();
            assertThat(passed.toString(java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo(text);
            passed.release();
        }
        assertThat(memory.held()).isZero();
    }

    private <T> T read() {
        return channel.readInbound();
    }
}
