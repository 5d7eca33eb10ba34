package org.oisp.gateway.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The canonical text form of a UUID (RFC 9562, section 4), and no other: {@code UUID.fromString} also takes "1-1-1-1-1". */
final class CanonicalUuid {

    private static final int LENGTH = 36;

    private CanonicalUuid() {}

    static @Nullable UUID parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return null;
                }
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return null;
            }
            if (i < 18) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return new UUID(high, low);
    }
}
