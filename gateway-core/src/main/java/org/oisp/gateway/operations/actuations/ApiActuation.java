package org.oisp.gateway.operations.actuations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.QueueOptions;

/**
 * An actuation as it was posted to the API.
 *
 * @param id its name, 1 to 128 characters
 * @param body the JSON of its {@code body}, which the device gets
 * @param completion whether the device's own report is awaited
 * @param timeoutMillis the time within which its outcome is known, in milliseconds
 * @param queue how it is kept for a device that is away; null if it is not
 * @param traceparent the trace it belongs to (W3C Trace Context), not validated; null for none
 */
public record ApiActuation(
        String id,
        ByteSlice body,
        boolean completion,
        int timeoutMillis,
        @Nullable QueueOptions queue,
        @Nullable String traceparent) {

    /** Returns a hash of what is asked: equal for two requests with the same body, ttl, collapse key and kind of receipt. */
    byte[] fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) (completion ? 1 : 0));
            digest.update(String.valueOf(queue).getBytes(StandardCharsets.UTF_8));
            digest.update(body.array(), body.offset(), body.length());
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has SHA-256 (MessageDigest, class documentation).
            throw new IllegalStateException(impossible);
        }
    }
}
