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
 * The key that instances sign with, which is made of their shared secret and the prefix of their channels: clusters that share a secret
 * do not believe each other. One that was replaced is good for a minute more, for what is on its way. Thread-safe.
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
     * Makes keys of no secret.
     *
     * @param prefix what the names of the channels begin with
     * @param nanos a clock that nobody sets
     */
    public ClusterKeys(String prefix, LongSupplier nanos) {
        this.prefix = prefix;
        this.nanos = nanos;
    }

    /**
     * The instances share a secret.
     *
     * @param secret what they share, nothing that could be guessed
     * @return whether it is another than before
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

    /** Whether a message that has a signature was signed with one of the keys. */
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
            // Every Java has it.
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
        return mac.doFinal(input);
    }
}
