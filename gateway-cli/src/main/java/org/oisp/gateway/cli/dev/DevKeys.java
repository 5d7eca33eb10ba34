package org.oisp.gateway.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.auth.token.PrivateKeyFile;
import org.oisp.gateway.auth.token.PublicKeyFile;

/** The demo's own RSA key pair, made at the first start and reused while both files are readable and match. */
final class DevKeys {

    private static final int KEY_BITS = 2048;

    private DevKeys() {}

    /** Ensures that there is a usable pair. Returns true if it is new. */
    static boolean ensure(DevFiles files) throws IOException {
        if (usable(files)) {
            return false;
        }
        KeyPair pair;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            // Every Java platform has RSA (KeyPairGenerator, class documentation).
            throw new IllegalStateException(impossible);
        }
        Files.deleteIfExists(files.privateKey());
        try {
            Files.createFile(
                    files.privateKey(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException notPosix) {
            Files.createFile(files.privateKey());
        }
        write(files.privateKey(), "PRIVATE KEY", pair.getPrivate().getEncoded());
        write(files.publicKey(), "PUBLIC KEY", pair.getPublic().getEncoded());
        return true;
    }

    private static boolean usable(DevFiles files) {
        try {
            return PublicKeyFile.read(files.publicKey())
                    .getModulus()
                    .equals(PrivateKeyFile.read(files.privateKey()).getModulus());
        } catch (InvalidKeyFileException missingOrDamaged) {
            return false;
        }
    }

    private static void write(Path file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
