package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests UTF-8 validation (RFC 6455, 8.1; RFC 3629) at every offset of an array, since eight bytes are checked at a time. */
class Utf8Test {

    private static final HexFormat HEX = HexFormat.of();
    /** Bytes of every kind that the rules distinguish, each as likely as a plain letter. */
    private static final int[] EDGES = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "7f",
                "c280",
                "dfbf",
                "e0a080",
                "e18080",
                "ecbfbf",
                "ed8080",
                "ed9fbf",
                "ee8080",
                "efbfbd",
                "efbfbf",
                "efbbbf",
                "f0908080",
                "f1808080",
                "f3bfbfbf",
                "f48fbfbf",
                "c3a9e282acf09f9880"
            })
    void takesValidText(String hex) {
        assertEverywhere(HEX.parseHex(hex), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A byte that cannot begin a character.
                "80",
                "bf",
                "fe",
                "ff",
                "f8808080",
                "fc8480808080",
                // Overlong forms.
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf",
                // Half a surrogate pair, alone or both halves.
                "eda080",
                "edbfbf",
                "eda0bdedb880",
                // Beyond U+10FFFF.
                "f4908080",
                "f5808080",
                "f7bfbfbf",
                // Truncated, at the end and before another character.
                "c2",
                "e0a0",
                "e282",
                "f09f98",
                "f09f",
                "f0",
                "c241",
                "e28241",
                "e24182",
                "f09f9841",
                "f0419880",
                "e282c2a9"
            })
    void refusesInvalidText(String hex) {
        assertEverywhere(HEX.parseHex(hex), false);
    }

    @Test
    void looksAtNothingBesideTheSlice() {
        byte[] bytes = HEX.parseHex("ff" + "41".repeat(20) + "c3a9" + "ff");

        assertThat(Utf8.isValid(bytes, 1, 22)).isTrue();
        assertThat(Utf8.isValid(bytes, 1, 21)).isFalse();
        assertThat(Utf8.isValid(bytes, 0, 22)).isFalse();
        assertThat(Utf8.isValid(bytes, 1, 23)).isFalse();
        assertThat(Utf8.isValid(bytes, 24, 0)).isTrue();
    }

    @Test
    void agreesWithTheStrictDecoderOfThePlatform() {
        long seed = 6455;
        Random random = new Random(seed);
        int valid = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = randomBytes(random);
            boolean expected = isValid(bytes);
            valid += expected ? 1 : 0;
            assertThat(Utf8.isValid(bytes, 0, bytes.length))
                    .as("seed %d, %s", seed, HEX.formatHex(bytes))
                    .isEqualTo(expected);
        }
        assertThat(valid).as("how many of them are valid").isBetween(20_000, 180_000);
    }

    /** Returns mostly text, with characters of all lengths, and at times bytes from {@link #EDGES}. */
    private static byte[] randomBytes(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(24); i > 0; i--) {
            int bits = new int[] {7, 7, 7, 11, 16, 21}[random.nextInt(6)];
            int character = random.nextInt(1 << bits);
            boolean usable = character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
            text.appendCodePoint(usable ? character : 'x');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int damage = random.nextInt(3); damage > 0 && bytes.length > 0; damage--) {
            bytes[random.nextInt(bytes.length)] = (byte) EDGES[random.nextInt(EDGES.length)];
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static boolean isValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    private static void assertEverywhere(byte[] text, boolean expected) {
        for (int before = 0; before <= 17; before++) {
            for (int behind : new int[] {0, 1, 7, 8, 9}) {
                byte[] bytes = new byte[before + text.length + behind];
                Arrays.fill(bytes, (byte) 'a');
                System.arraycopy(text, 0, bytes, before, text.length);
                assertThat(Utf8.isValid(bytes, 0, bytes.length))
                        .as("behind %d and before %d bytes", before, behind)
                        .isEqualTo(expected);
            }
        }
    }
}
