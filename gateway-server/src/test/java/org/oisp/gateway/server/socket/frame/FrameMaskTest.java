package org.oisp.gateway.server.socket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares masking with its definition (RFC 6455, 5.3), for lengths around the eight bytes that are masked at a time. */
class FrameMaskTest {

    @Test
    void agreesWithTheDefinition() {
        long seed = 53;
        Random random = new Random(seed);
        for (int length = 0; length <= 70; length++) {
            for (int mask : new int[] {random.nextInt(), 0x000000FF, 0xFF000000, 0x00FF0000, -1, 1, 0}) {
                byte[] payload = new byte[length];
                random.nextBytes(payload);
                byte[] expected = byDefinition(payload, mask);
                byte[] original = payload.clone();

                FrameMask.apply(payload, mask);
                assertThat(payload)
                        .as("seed %d, length %d, mask %x", seed, length, mask)
                        .isEqualTo(expected);
                FrameMask.apply(payload, mask);
                assertThat(payload)
                        .as("seed %d, length %d, mask %x", seed, length, mask)
                        .isEqualTo(original);
            }
        }
    }

    /** The example of RFC 6455, 5.7. */
    @Test
    void unmasksTheExampleOfTheStandard() {
        byte[] payload = {0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58};
        FrameMask.apply(payload, 0x37fa213d);

        assertThat(payload).asString(StandardCharsets.US_ASCII).isEqualTo("Hello");
    }

    private static byte[] byDefinition(byte[] payload, int mask) {
        byte[] key = {(byte) (mask >>> 24), (byte) (mask >>> 16), (byte) (mask >>> 8), (byte) mask};
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            masked[i] = (byte) (payload[i] ^ key[i % 4]);
        }
        return masked;
    }
}
