package org.oisp.gateway.pem;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;

/**
 * Reads DER elements (X.690) in sequence; supports only what the key formats need that Java does not read itself. Refuses what BER allows
 * and DER does not: indefinite lengths, lengths and integers with more bytes than they need, and anything behind the last element.
 */
final class DerReader {

    static final int OCTET_STRING = 0x04;
    /** The tag [0] of an explicitly tagged element. */
    static final int CONTEXT_0 = 0xA0;
    /** The tag [1] of an explicitly tagged element. */
    static final int CONTEXT_1 = 0xA1;

    private static final int INTEGER = 0x02;
    private static final int SEQUENCE = 0x30;
    /** The first byte of an indefinite length (X.690, 8.1.3.6), and the bit that says that bytes of the length follow. */
    private static final int LONG_FORM = 0x80;

    private final ByteBuffer bytes;

    private DerReader(byte[] der) {
        this.bytes = ByteBuffer.wrap(der);
    }

    /** Returns a reader of a sequence's elements; fails if there is anything else. */
    static DerReader sequence(byte[] der) throws InvalidKeyException {
        DerReader whole = new DerReader(der);
        DerReader elements = new DerReader(whole.next(SEQUENCE));
        whole.end();
        return elements;
    }

    /** Returns the content of the next element; fails if its tag is not the given one. */
    byte[] next(int tag) throws InvalidKeyException {
        try {
            int found = bytes.get() & 0xFF;
            if (found != tag) {
                throw new InvalidKeyException("tag " + found + " where " + tag + " was to be");
            }
            int length = length();
            if (length > bytes.remaining()) {
                throw new InvalidKeyException("cut off");
            }
            byte[] content = new byte[length];
            bytes.get(content);
            return content;
        } catch (BufferUnderflowException cutOff) {
            throw new InvalidKeyException("cut off", cutOff);
        }
    }

    /** Returns an integer, which is not negative. */
    BigInteger integer() throws InvalidKeyException {
        byte[] content = next(INTEGER);
        if (content.length == 0) {
            throw new InvalidKeyException("an integer without digits");
        }
        if (content[0] < 0) {
            throw new InvalidKeyException("a negative integer");
        }
        if (content.length > 1 && content[0] == 0 && content[1] >= 0) {
            throw new InvalidKeyException("an integer with zeros before it");
        }
        return new BigInteger(content);
    }

    /** Returns whether the next element has this tag. */
    boolean isNext(int tag) {
        return bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xFF) == tag;
    }

    /** Fails if something follows. */
    void end() throws InvalidKeyException {
        if (bytes.hasRemaining()) {
            throw new InvalidKeyException("something follows");
        }
    }

    private int length() throws InvalidKeyException {
        int first = bytes.get() & 0xFF;
        if (first < LONG_FORM) {
            return first;
        }
        if (first == LONG_FORM) {
            throw new InvalidKeyException("an indefinite length");
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | (bytes.get() & 0xFF);
            if (length == 0) {
                throw new InvalidKeyException("a length with zeros before it");
            }
            if (length > bytes.capacity()) {
                throw new InvalidKeyException("longer than the file");
            }
        }
        if (length < LONG_FORM) {
            throw new InvalidKeyException("a length with more bytes than it needs");
        }
        return length;
    }
}
