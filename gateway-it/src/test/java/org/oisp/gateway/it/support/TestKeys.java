package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.Base64;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.server.dev.DeviceTokens;

/** The key pair that all tests sign and check device tokens with, and another that no gateway knows. */
public final class TestKeys {

    public static final KeyPair OURS = generate();
    public static final KeyPair FOREIGN = generate();

    private static final DeviceTokens TOKENS = new DeviceTokens((RSAPrivateKey) OURS.getPrivate(), Duration.ofDays(1));
    private static final Path PUBLIC_KEY = write(OURS);

    private TestKeys() {}

    /** A good token for the device. */
    public static String token(DeviceIdentity device) {
        return TOKENS.make(device.id(), device.account());
    }

    /** The file with the public key, PEM. */
    public static Path publicKey() {
        return PUBLIC_KEY;
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Path write(KeyPair pair) {
        try {
            Path file = Files.createTempFile("gateway-it", ".pem");
            file.toFile().deleteOnExit();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPublic().getEncoded());
            Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
            return file;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
