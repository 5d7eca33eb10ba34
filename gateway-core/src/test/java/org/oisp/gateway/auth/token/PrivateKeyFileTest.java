package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the key file of a token's issuer: which files are accepted, and that no message shows anything of a private key. */
class PrivateKeyFileTest {

    private static final byte[] PKCS8 = Keys.ourPrivateKey().getEncoded();

    @TempDir
    private Path directory;

    @Test
    void readsAPrivateKey() throws Exception {
        assertThat(PrivateKeyFile.read(file(Keys.pem("PRIVATE KEY", PKCS8)))).isEqualTo(Keys.ourPrivateKey());
    }

    @Test
    void readsAPrivateKeyAsPkcs1() throws Exception {
        String pem = Keys.pem("RSA PRIVATE KEY", Keys.pkcs1(PKCS8, 0x04));

        assertThat(PrivateKeyFile.read(file(pem))).isEqualTo(Keys.ourPrivateKey());
    }

    @Test
    void readsLinesThatEndAsOnWindowsAndTextAroundTheBlock() throws Exception {
        String pem =
                "Key Attributes: <none>\r\n" + Keys.pem("PRIVATE KEY", PKCS8).replace("\n", "\r\n") + "end\r\n";

        assertThat(PrivateKeyFile.read(file(pem))).isEqualTo(Keys.ourPrivateKey());
    }

    @Test
    void saysThatTheFileIsMissingOrCannotBeRead() {
        Path missing = directory.resolve("missing.pem");

        assertThat(problem(missing)).isEqualTo(missing + ": no such file");
        assertThat(problem(directory)).startsWith(directory + ": cannot be read: ");
    }

    @Test
    void saysThatThereIsNoKey() throws IOException {
        assertThat(problem(file(""))).contains("holds no PEM block");
    }

    @Test
    void saysThatAPublicKeyIsNoPrivateKey() throws IOException {
        assertThat(problem(file(Keys.pem("PUBLIC KEY", Keys.ourPublicKey().getEncoded()))))
                .contains("holds a PUBLIC KEY, not an unencrypted private key");
    }

    @Test
    void saysThatAnEncryptedKeyIsOfNoUse() throws IOException {
        assertThat(problem(file(Keys.pem("ENCRYPTED PRIVATE KEY", PKCS8))))
                .contains("holds a ENCRYPTED PRIVATE KEY, not an unencrypted private key");
        assertThat(problem(file(
                        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIB\n"
                                + "-----END RSA PRIVATE KEY-----\n")))
                .contains("holds no PEM block");
    }

    @Test
    void saysThatAKeyIsNoRsaKey() throws IOException {
        byte[] elliptic = Keys.generate("EC", 256).getPrivate().getEncoded();

        assertThat(problem(file(Keys.pem("PRIVATE KEY", elliptic)))).contains("holds no usable RSA key");
        assertThat(problem(file(Keys.pem("EC PRIVATE KEY", elliptic)))).contains("holds a EC PRIVATE KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "MIIB", "c2VjcmV0"})
    void saysThatAKeyIsDamaged(String base64) throws IOException {
        for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY"}) {
            String block = "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";

            assertThat(problem(file(block))).containsAnyOf("holds a damaged PEM block", "holds no usable RSA key");
        }
    }

    /** Returns the message about the file: one line, without any of the file's content. */
    private static String problem(Path file) {
        InvalidKeyFileException refused =
                catchThrowableOfType(InvalidKeyFileException.class, () -> PrivateKeyFile.read(file));
        assertThat(refused).as("nothing was thrown").isNotNull();
        assertThat(refused.problem()).startsWith(file + ": ").doesNotContain("\n", "MII", "c2Vj", "secret");
        return refused.problem();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "key", ".pem"), content);
    }
}
