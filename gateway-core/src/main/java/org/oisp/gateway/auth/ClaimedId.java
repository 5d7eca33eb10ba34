package org.oisp.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceId;

/**
 * What a peer says that its device is called, as far as it may be shown. A device that mixes its fields up says its token: what is too
 * long for an id, or looks like a token, is told by its length only.
 */
public final class ClaimedId {

    /** What every token begins with, and each of its parts that is JSON: a brace and a quote in Base64. */
    private static final String TOKEN = "eyJ";

    private ClaimedId() {}

    /** Null for an id that is missing. */
    public static @Nullable String shown(@Nullable String claimed) {
        return claimed != null && (claimed.length() > DeviceId.MAX_LENGTH || claimed.contains(TOKEN))
                ? "(no id, " + claimed.length() + " characters)"
                : claimed;
    }
}
