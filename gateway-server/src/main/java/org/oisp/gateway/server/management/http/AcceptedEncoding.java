package org.oisp.gateway.server.management.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses {@code Accept-Encoding} (RFC 9110, 12.5.3). */
public final class AcceptedEncoding {

    private AcceptedEncoding() {}

    /**
     * Returns whether a response may be compressed with gzip.
     *
     * @param encodings the value of {@code Accept-Encoding}; null if there is none
     * @return false if gzip is not named, or refused as {@code gzip;q=0}
     */
    public static boolean takesGzip(@Nullable String encodings) {
        if (encodings == null) {
            return false;
        }
        for (String encoding : encodings.split(",", -1)) {
            String plain = encoding.replace(" ", "").toLowerCase(Locale.ROOT);
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
