package org.oisp.gateway.auth.token;

import java.io.ByteArrayOutputStream;

/** The part of DER (X.690) that is needed to wrap a PKCS#1 RSA key in the envelope that Java reads. */
final class DerEncoder {

    /** AlgorithmIdentifier of rsaEncryption with NULL parameters (RFC 8017, A.1). */
    static final byte[] RSA_ENCRYPTION = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** INTEGER 0, the version of PKCS#8 (RFC 5208, 5). */
    static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private static final int SEQUENCE = 0x30;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;

    private DerEncoder() {}

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, concat(parts));
    }

    static byte[] bitString(byte[] content) {
        return element(BIT_STRING, concat(new byte[1], content));
    }

    static byte[] octetString(byte[] content) {
        return element(OCTET_STRING, content);
    }

    /** Encodes tag, length in the fewest bytes, and content; keys are far below the 64 KiB that two length bytes allow. */
    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >>> 8);
            out.write(content.length);
        }
        out.write(content, 0, content.length);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part, 0, part.length);
        }
        return out.toByteArray();
    }
}
