package org.oisp.gateway.server.socket.tls;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;

/** Reads DER elements (X.690) in sequence; supports only what the key formats need that Java does not read itself. */
final class DerReader {

    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;
    /** The tag [0] of an explicitly tagged element. */
    static final int CONTEXT_0 = 0xA0;

    private final ByteBuffer bytes;

    DerReader(byte[] der) {
        this.bytes = ByteBuffer.wrap(der);
    }

    /** Returns the content of the next element; fails if its tag is not the given one. */
    byte[] next(int tag) throws InvalidKeyException {
        try {
            int found = bytes.get() & 0xFF;
            if (found != tag) {
                throw new InvalidKeyException("tag " + found + " where " + tag + " was to be");
            }
            byte[] content = new byte[length()];
            bytes.get(content);
            return content;
        } catch (BufferUnderflowException cutOff) {
            throw new InvalidKeyException("cut off", cutOff);
        }
    }

    BigInteger integer() throws InvalidKeyException {
        byte[] content = next(INTEGER);
        if (content.length == 0) {
            throw new InvalidKeyException("an integer without digits");
        }
        return new BigInteger(content);
    }

    /** Returns whether the next element has this tag. */
    boolean has(int tag) {
        return bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xFF) == tag;
    }

    private int length() throws InvalidKeyException {
        int first = bytes.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | (bytes.get() & 0xFF);
            if (length > bytes.capacity()) {
                throw new InvalidKeyException("longer than the file");
            }
        }
        return length;
    }
}
