package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How an actuation is kept for a device that is away: the members {@code ttl} and {@code collapse} beside its {@code body} (PROTOCOL.md,
 * "Queued actuations").
 *
 * @param ttlSeconds how long it is kept, in seconds
 * @param collapse only the newest with this key is kept for a device; null to keep each
 */
public record QueueOptions(int ttlSeconds, @Nullable String collapse) {

    /** The longest time, in seconds: 30 days. */
    public static final int MAX_TTL_SECONDS = 30 * 24 * 60 * 60;

    /** The maximum length of a collapse key, in UTF-16 code units. */
    public static final int MAX_COLLAPSE_LENGTH = 128;

    /** What is wrong with a ttl that is not valid, as one sentence. */
    public static final String TTL_PROBLEM = "ttl must be a whole number of seconds from 1 to " + MAX_TTL_SECONDS + ".";

    /** What is wrong with a collapse key that is not valid, as one sentence. */
    public static final String COLLAPSE_PROBLEM =
            "collapse must be a text of 1 to " + MAX_COLLAPSE_LENGTH + " characters, without U+0000.";

    /**
     * Returns what is wrong with the texts of an actuation that is to be kept, as one sentence; null if they are valid.
     *
     * @param id its sender's name for it; null for none
     * @param collapse its key; null for none
     */
    public static @Nullable String problemOf(@Nullable String id, @Nullable String collapse) {
        if (id != null && id.indexOf('\0') >= 0) {
            return "with ttl, id must not contain U+0000.";
        }
        boolean valid = collapse == null
                || (!collapse.isEmpty() && collapse.length() <= MAX_COLLAPSE_LENGTH && collapse.indexOf('\0') < 0);
        return valid ? null : COLLAPSE_PROBLEM;
    }
}
