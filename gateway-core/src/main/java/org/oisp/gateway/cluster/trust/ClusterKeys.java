package org.oisp.gateway.cluster.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Derives the key that instances sign with from their shared secret and the prefix of their channels, so that clusters with the same
 * secret do not accept each other's messages. A replaced key stays valid for one minute, for messages in transit. Thread-safe.
 */
public final class ClusterKeys {

    private static final String ALGORITHM = "HmacSHA256";
    private static final long REPLACED_IS_GOOD_FOR = Duration.ofMinutes(1).toNanos();

    private final String prefix;
    private final LongSupplier nanos;
    private volatile Keys keys = new Keys(null, null, 0);

    private record Keys(
            @Nullable SecretKey current, @Nullable SecretKey replaced, long replacedAt) {}

    /**
     * Creates the keys without a secret.
     *
     * @param prefix the prefix of the channels' names
     * @param nanos a monotonic clock in nanoseconds
     */
    public ClusterKeys(String prefix, LongSupplier nanos) {
        this.prefix = prefix;
        this.nanos = nanos;
    }

    /**
     * Sets the secret that the instances share.
     *
     * @param secret must be hard to guess
     * @return whether it differs from the former one
     */
    public synchronized boolean share(String secret) {
        SecretKey next = derive(secret);
        SecretKey before = keys.current;
        if (before != null && Arrays.equals(before.getEncoded(), next.getEncoded())) {
            return false;
        }
        keys = new Keys(next, before, nanos.getAsLong());
        return true;
    }

    @Nullable
    SecretKey current() {
        return keys.current;
    }

    /** Returns whether a message's signature was made with the current key or a replaced one that is still valid. */
    boolean match(String channel, ByteSlice message) {
        Keys known = keys;
        if (known.current != null && Signature.isOf(known.current, channel, message)) {
            return true;
        }
        return known.replaced != null
                && nanos.getAsLong() - known.replacedAt < REPLACED_IS_GOOD_FOR
                && Signature.isOf(known.replaced, channel, message);
    }

    /** HKDF (RFC 5869) with one block of output: the secret is extracted under a fixed salt and expanded for the prefix. */
    private SecretKey derive(String secret) {
        try {
            byte[] extracted = hmac(
                    "oisp-gateway cluster".getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
            byte[] info = (prefix + "\u0001").getBytes(StandardCharsets.UTF_8);
            return new SecretKeySpec(hmac(extracted, info), ALGORITHM);
        } catch (GeneralSecurityException impossible) {
            // Every Java implementation supports the algorithm.
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
        return mac.doFinal(input);
    }
}
