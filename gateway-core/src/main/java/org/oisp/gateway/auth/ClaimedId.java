package org.oisp.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceId;

/**
 * Prepares an unverified device id for logs. A device that mixes up its fields sends its token as the id, so an id that is too long or
 * looks like a token is replaced by its length.
 */
public final class ClaimedId {

    /** The start of every token and of each JSON part in it: a brace and a quote in Base64. */
    private static final String TOKEN = "eyJ";

    private ClaimedId() {}

    /** Returns the text to show; null if the id is missing. */
    public static @Nullable String shown(@Nullable String claimed) {
        return claimed != null && (claimed.length() > DeviceId.MAX_LENGTH || claimed.contains(TOKEN))
                ? "(no id, " + claimed.length() + " characters)"
                : claimed;
    }
}
