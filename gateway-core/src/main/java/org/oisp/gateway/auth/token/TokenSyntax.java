package org.oisp.gateway.auth.token;

import io.jsonwebtoken.JwsHeader;

/** Checks the form of a token, independent of its content. */
final class TokenSyntax {

    private static final int SEGMENTS = 3;

    /** The bits of the last character that must be zero, by the number of characters after the last full group of four. */
    private static final int[] UNUSED_BITS = {0, 0, 0b1111, 0b11};

    private TokenSyntax() {}

    /**
     * Returns whether a token has the only canonical encoding of its bytes (RFC 7515, 2): three parts of base64url, without padding, line
     * breaks or non-zero unused bits. Otherwise a revoked token could be used again in another spelling.
     */
    static boolean isCanonical(String token) {
        int segments = 1;
        int begin = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '.') {
                if (!endsWell(token, begin, i)) {
                    return false;
                }
                segments++;
                begin = i + 1;
            } else if (valueOf(c) < 0) {
                return false;
            }
        }
        return segments == SEGMENTS && endsWell(token, begin, token.length());
    }

    private static boolean endsWell(String token, int begin, int end) {
        int behind = (end - begin) % 4;
        if (end == begin || behind == 1) {
            return false;
        }
        return (valueOf(token.charAt(end - 1)) & UNUSED_BITS[behind]) == 0;
    }

    private static int valueOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '-' ? 62 : c == '_' ? 63 : -1;
    }

    /**
     * Returns whether a token needs no header extensions: the gateway supports none (RFC 7515, 4.1.11: an empty {@code crit} is invalid,
     * too), and a JWT's payload is always base64url (RFC 7797).
     */
    static boolean isPlain(JwsHeader header) {
        return !TokenJson.has(header, "crit") && !TokenJson.has(header, "b64");
    }
}
