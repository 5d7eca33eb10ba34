package org.oisp.gateway.server.socket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.CloseFrame;

/** Tests decoding of headers (RFC 6455, 5.2), and the rules that a single header can violate. */
class FrameHeaderTest {

    private static final int MAX = 65_536;
    private static final String MASK = "37fa213d";

    private final FrameHeader header = new FrameHeader();

    @ParameterizedTest
    @CsvSource({
        "8180, 0, 6",
        "81fd, 125, 6",
        "81fe007e, 126, 8",
        "81feffff, 65535, 8",
        "81ff0000000000010000, 65536, 14",
    })
    void readsEachFormOfALength(String start, int length, int size) {
        read(start + MASK + "99");

        assertThat(header.length()).isEqualTo(length);
        assertThat(header.size()).isEqualTo(size);
        assertThat(header.mask()).isEqualTo(0x37fa213d);
        assertThat(header.violation(MAX)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8185" + MASK,
                "81fe0100" + MASK,
                "81ff0000000000010000" + MASK,
                "8105",
                "817e0100",
                "817f0000000000010000"
            })
    void waitsForTheWholeHeader(String hex) {
        byte[] whole = HexFormat.of().parseHex(hex);
        for (int length = 0; length < whole.length; length++) {
            assertThat(header.read(Unpooled.wrappedBuffer(whole, 0, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
        assertThat(header.read(Unpooled.wrappedBuffer(whole))).isTrue();
        assertThat(header.size()).isEqualTo(whole.length);
    }

    @Test
    void readsWhereTheBufferStandsAndLeavesItThere() {
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex("ffff0185" + MASK));
        in.skipBytes(2);

        assertThat(header.read(in)).isTrue();
        assertThat(in.readerIndex()).isEqualTo(2);
        assertThat(header.opcode()).isEqualTo(Opcode.TEXT);
        assertThat(header.fin()).isFalse();
        assertThat(header.length()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"80, 0", "81, 1", "82, 2", "88, 8", "89, 9", "8a, 10"})
    void takesEachKnownOpcode(String first, int opcode) {
        assertThat(violation(first + "80" + MASK)).isNull();
        assertThat(header.opcode()).isEqualTo(opcode);
        assertThat(header.fin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"83", "84", "85", "86", "87", "8b", "8c", "8d", "8e", "8f", "03"})
    void refusesEachReservedOpcode(String first) {
        int opcode = Integer.parseInt(first, 16) & 0xF;

        assertThat(violation(first + "80" + MASK)).isEqualTo(CloseFrame.unknownOpcode(opcode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c1", "a1", "91", "f1", "41", "c8", "a9"})
    void refusesReservedBits(String first) {
        assertThat(violation(first + "80" + MASK)).isEqualTo(CloseFrame.RESERVED_BITS);
    }

    @Test
    void refusesAFrameThatIsNotMasked() {
        assertThat(violation("8100")).isEqualTo(CloseFrame.UNMASKED);
        assertThat(violation("8900")).isEqualTo(CloseFrame.UNMASKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"88", "89", "8a"})
    void refusesALongControlFrame(String first) {
        assertThat(violation(first + "fd" + MASK)).isNull();
        assertThat(violation(first + "fe007e" + MASK)).isEqualTo(CloseFrame.LONG_CONTROL);
        assertThat(violation(first + "ff0000000000000080" + MASK)).isEqualTo(CloseFrame.LONG_CONTROL);
        assertThat(violation(first + "ffffffffffffffffff" + MASK)).isEqualTo(CloseFrame.LONG_CONTROL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "09", "0a"})
    void refusesAFragmentedControlFrame(String first) {
        assertThat(violation(first + "80" + MASK)).isEqualTo(CloseFrame.FRAGMENTED_CONTROL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81fe0000",
                "81fe007d",
                "81ff0000000000000000",
                "81ff000000000000007d",
                "81ff000000000000ffff",
                "82fe0001"
            })
    void refusesALengthThatIsNotInItsShortestForm(String start) {
        assertThat(violation(start + MASK)).isEqualTo(CloseFrame.BAD_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"81ff8000000000000000", "81ffffffffffffffffff"})
    void refusesALengthWithTheHighestBitSet(String start) {
        assertThat(violation(start + MASK)).isEqualTo(CloseFrame.NEGATIVE_LENGTH);
    }

    @Test
    void refusesALongFrameByItsHeaderAlone() {
        assertThat(violation("81ff0000000000010000" + MASK)).isNull();
        assertThat(violation("81ff0000000000010001" + MASK)).isEqualTo(CloseFrame.frameTooBig(65_537));
        assertThat(violation("81ff7fffffffffffffff" + MASK)).isEqualTo(CloseFrame.frameTooBig(Long.MAX_VALUE));
        assertThat(violation("81ff0000000100000000" + MASK)).isEqualTo(CloseFrame.frameTooBig(1L << 32));
    }

    @Test
    void forgetsTheFrameBefore() {
        read("81ff0000000000010000" + MASK);
        read("0a00");

        assertThat(header.length()).isZero();
        assertThat(header.size()).isEqualTo(2);
        assertThat(header.mask()).isZero();
        assertThat(header.fin()).isFalse();
        assertThat(header.opcode()).isEqualTo(Opcode.PONG);
    }

    private @Nullable CloseFrame violation(String hex) {
        read(hex);
        return header.violation(MAX);
    }

    private void read(String hex) {
        assertThat(header.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
                .isTrue();
    }
}
