package org.oisp.gateway.cluster.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * The signature of a message, which is its last member: {@code "sig":"<sender>.<number>.<time>.<HMAC-SHA256>"}. Its length is fixed, so
 * it is found without parsing the message; instances that do not know it ignore it. The HMAC covers the channel's name, a zero byte, and
 * everything in the message before the HMAC.
 *
 * @param sender the id of the signing instance, a UUID
 * @param number a counter of the sender's messages of this kind
 * @param micros the database's time as the sender knows it, in microseconds since 1970
 */
record Signature(String sender, long number, long micros) {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] BEFORE = ",\"sig\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int SENDER = 36;
    private static final int HEX = 16;
    /** The length of 32 bytes in Base64 without padding. */
    private static final int HMAC = 43;

    /** Sender, number and time, each with its dot. */
    private static final int HEAD = SENDER + 1 + HEX + 1 + HEX + 1;

    private static final int LENGTH = BEFORE.length + HEAD + HMAC + BEHIND.length;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Returns a signed copy of a message, which must be a JSON object with at least one member. */
    ByteSlice sign(SecretKey key, String channel, ByteSlice message) {
        HexFormat hex = HexFormat.of();
        byte[] head = (sender + "." + hex.toHexDigits(number) + "." + hex.toHexDigits(micros) + ".")
                .getBytes(StandardCharsets.US_ASCII);
        int kept = message.length() - 1;
        byte[] signed = new byte[kept + LENGTH];
        System.arraycopy(message.array(), message.offset(), signed, 0, kept);
        System.arraycopy(BEFORE, 0, signed, kept, BEFORE.length);
        System.arraycopy(head, 0, signed, kept + BEFORE.length, HEAD);
        int end = kept + BEFORE.length + HEAD;
        byte[] hmac = hmac(key, channel, signed, 0, end);
        System.arraycopy(hmac, 0, signed, end, HMAC);
        System.arraycopy(BEHIND, 0, signed, end + HMAC, BEHIND.length);
        return new ByteSlice(signed, 0, signed.length);
    }

    /** Returns the signature of a message, unverified; null if it has none. */
    static @Nullable Signature of(ByteSlice message) {
        int start = message.offset() + message.length() - LENGTH;
        byte[] bytes = message.array();
        if (message.length() <= LENGTH
                || !is(BEFORE, bytes, start)
                || !is(BEHIND, bytes, start + LENGTH - BEHIND.length)) {
            return null;
        }
        String head = new String(bytes, start + BEFORE.length, HEAD, StandardCharsets.ISO_8859_1);
        try {
            return new Signature(
                    head.substring(0, SENDER),
                    HexFormat.fromHexDigitsToLong(head, SENDER + 1, SENDER + 1 + HEX),
                    HexFormat.fromHexDigitsToLong(head, HEAD - 1 - HEX, HEAD - 1));
        } catch (IllegalArgumentException noNumbers) {
            return null;
        }
    }

    /** Returns whether a message's signature, which must exist, was made with a key. */
    static boolean isOf(SecretKey key, String channel, ByteSlice message) {
        int end = message.length() - BEHIND.length - HMAC;
        int at = message.offset() + end;
        byte[] found = Arrays.copyOfRange(message.array(), at, at + HMAC);
        return MessageDigest.isEqual(hmac(key, channel, message.array(), message.offset(), end), found);
    }

    private static boolean is(byte[] expected, byte[] bytes, int at) {
        return Arrays.equals(expected, 0, expected.length, bytes, at, at + expected.length);
    }

    private static byte[] hmac(SecretKey key, String channel, byte[] bytes, int offset, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(channel.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(bytes, offset, length);
            return BASE64.encode(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            // Every Java implementation supports the algorithm.
            throw new IllegalStateException(impossible);
        }
    }
}
