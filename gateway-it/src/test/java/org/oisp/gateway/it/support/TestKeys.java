package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.oisp.gateway.device.DeviceIdentity;

/** The key pair for the device tokens of all tests, and another that no gateway knows. */
public final class TestKeys {

    public static final KeyPair OURS = FastRsaKey.pair();
    public static final KeyPair FOREIGN = FastRsaKey.pair();

    private static final Path PUBLIC_KEY = write(OURS);

    private TestKeys() {}

    /** Returns a valid token for the device. */
    public static String token(DeviceIdentity device) {
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iss", "http://test");
        claims.put("sub", device.id().value());
        claims.put("exp", Tokens.in(Duration.ofDays(1)).getEpochSecond());
        claims.putArray("accounts")
                .addObject()
                .put("id", device.account().value().toString())
                .put("name", "test")
                .put("role", "device");
        return Tokens.signed(claims.toString());
    }

    /** Returns the PEM file with the public key. */
    public static Path publicKey() {
        return PUBLIC_KEY;
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
