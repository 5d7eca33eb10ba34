package org.oisp.gateway.server.management.http;

import org.jspecify.annotations.Nullable;

/** What a client says that it understands (RFC 9110, 12.5.3). */
public final class AcceptedEncoding {

    private AcceptedEncoding() {}

    /**
     * Whether an answer may be zipped.
     *
     * @param encodings the value of {@code Accept-Encoding}; null if there is none
     * @return false if gzip is not named; browsers that refuse it write {@code gzip;q=0}
     */
    public static boolean takesGzip(@Nullable String encodings) {
        if (encodings == null) {
            return false;
        }
        for (String encoding : encodings.split(",", -1)) {
            String plain = encoding.replace(" ", "");
            if (plain.equals("gzip")) {
                return true;
            }
            if (plain.startsWith("gzip;")) {
                return !plain.matches("gzip;q=0(\\.0*)?");
            }
        }
        return false;
    }
}
