package org.oisp.gateway.server.socket.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * The tokens of devices that exist only in a rehearsal. They are signed already, by a key that was thrown away: to generate one takes a
 * process that has just started a second or more. Only a rehearsal trusts its public key.
 */
public final class RehearsalTokens {

    private static final String FILE = "rehearsal-tokens.txt";
    private static final int FIRST_TOKEN = 2;

    private final RSAPublicKey publicKey;
    private final List<String> lines;

    private RehearsalTokens(RSAPublicKey publicKey, List<String> lines) {
        this.publicKey = publicKey;
        this.lines = lines;
    }

    /**
     * Reads the tokens: their account, the public key (X.509, Base64), and the token of {@code rehearsal-0} and so on, a line each.
     *
     * @return the tokens
     */
    public static RehearsalTokens read() {
        try (InputStream file = Objects.requireNonNull(RehearsalTokens.class.getResourceAsStream(FILE))) {
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            X509EncodedKeySpec key = new X509EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)));
            return new RehearsalTokens(
                    (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(key), lines);
        } catch (IOException | GeneralSecurityException impossible) {
            // A part of the program.
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Returns the key that verifies the tokens.
     *
     * @return the public key
     */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns the account of the devices; no dashboard has it. */
    String account() {
        return lines.get(0);
    }

    /** Returns the number of devices. */
    int devices() {
        return lines.size() - FIRST_TOKEN;
    }

    /** Returns a device's id. */
    static String id(int device) {
        return "rehearsal-" + device;
    }

    /** Returns a device's token. */
    String token(int device) {
        return lines.get(FIRST_TOKEN + device);
    }
}
