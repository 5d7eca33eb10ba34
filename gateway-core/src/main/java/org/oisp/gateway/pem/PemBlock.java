package org.oisp.gateway.pem;

import java.util.Base64;
import java.util.regex.Pattern;

/** One block of a PEM file. {@link #toString} shows only the label. */
public final class PemBlock {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]*");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s");

    private final String label;
    private final String body;

    PemBlock(String label, String body) {
        this.label = label;
        this.body = body;
    }

    /** Returns the words after BEGIN. */
    public String label() {
        return label;
    }

    /** Returns whether a passphrase is needed, which the header of RFC 1421, 4.6.1.1, or the label of PKCS#8 says. */
    public boolean isEncrypted() {
        // OpenSSL still writes the header.
        return body.contains("ENCRYPTED") || label.startsWith("ENCRYPTED ");
    }

    /** Returns whether the block has nothing but characters of Base64 and white space: no headers, and nothing else. */
    public boolean isBase64() {
        return BASE64.matcher(body).matches();
    }

    /**
     * Decodes the content.
     *
     * @return a new array
     * @throws InvalidPemException if it is not Base64
     */
    public byte[] der() throws InvalidPemException {
        try {
            return Base64.getDecoder().decode(WHITE_SPACE.matcher(body).replaceAll(""));
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidPemException("holds a damaged PEM block", notBase64);
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
