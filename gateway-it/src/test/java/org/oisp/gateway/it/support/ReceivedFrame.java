package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A frame that the gateway sent. */
public record ReceivedFrame(boolean fin, int opcode, byte[] payload) {

    /** Reads a frame and checks a server's duties: unmasked, and its length in the fewest bytes. */
    static ReceivedFrame read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertThat(first & 0x70).as("reserved bits").isZero();
        assertThat(second & 0x80).as("mask bit").isZero();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
            assertThat(length).as("length in two bytes").isGreaterThan(125);
        } else if (length == 127) {
            length = in.readLong();
            assertThat(length).as("length in eight bytes").isGreaterThan(0xFFFF);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new ReceivedFrame((first & 0x80) != 0, first & 0x0F, payload);
    }

    @Override
    public String toString() {
        return "frame[fin=%s, opcode=%d, %s]".formatted(fin, opcode, new String(payload, StandardCharsets.UTF_8));
    }
}
