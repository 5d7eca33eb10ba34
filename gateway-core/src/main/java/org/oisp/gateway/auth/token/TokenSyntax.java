package org.oisp.gateway.auth.token;

import io.jsonwebtoken.JwsHeader;

/** What a token may look like, whatever it says. */
final class TokenSyntax {

    private static final int SEGMENTS = 3;

    /** By the number of characters behind the last whole group of four: which bits of the last character have to be zero. */
    private static final int[] UNUSED_BITS = {0, 0, 0b1111, 0b11};

    private TokenSyntax() {}

    /**
     * Whether a token is written in the one way that its bytes have (RFC 7515, 2): three parts of base64url, without padding, line
     * breaks or bits that say nothing. Else a token that was revoked could come again, spelt in another way.
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
     * Whether a token can be understood without what its header asks for: nothing that has to be understood is (RFC 7515, 4.1.11: a list
     * without names is none either), and a payload that is not base64url (RFC 7797) is no JWT's.
     */
    static boolean isPlain(JwsHeader header) {
        return !TokenJson.has(header, "crit") && !TokenJson.has(header, "b64");
    }
}
