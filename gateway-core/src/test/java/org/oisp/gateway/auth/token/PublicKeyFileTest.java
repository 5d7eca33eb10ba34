package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the key file of PROTOCOL.md, {@code keys/public.pem}: which files are accepted, and the messages for all others. */
class PublicKeyFileTest {

    private static final byte[] SPKI = Keys.ourPublicKey().getEncoded();
    private static final String PEM = Keys.pem("PUBLIC KEY", SPKI);

    @TempDir
    private Path directory;

    @Test
    void readsAPublicKey() throws Exception {
        assertThat(PublicKeyFile.read(file(PEM))).isEqualTo(Keys.ourPublicKey());
    }

    @Test
    void readsAPublicKeyAsPkcs1() throws Exception {
        String pem = Keys.pem("RSA PUBLIC KEY", Keys.pkcs1(SPKI, 0x03));

        assertThat(PublicKeyFile.read(file(pem))).isEqualTo(Keys.ourPublicKey());
    }

    @Test
    void readsTheKeyOfACertificate() throws Exception {
        assertThat(PublicKeyFile.read(file(resource("certificate.pem"))))
                .isEqualTo(PublicKeyFile.read(file(resource("certificate-key.pem"))));
    }

    @Test
    void readsLinesThatEndAsOnWindows() throws Exception {
        assertThat(PublicKeyFile.read(file(PEM.replace("\n", "\r\n")))).isEqualTo(Keys.ourPublicKey());
    }

    @Test
    void readsOneLongLine() throws Exception {
        String pem = PEM.replace("\n", "").replace("KEY-----M", "KEY-----\nM").replace("-----END", "\n-----END");

        assertThat(PublicKeyFile.read(file(pem))).isEqualTo(Keys.ourPublicKey());
    }

    @Test
    void takesNoNoticeOfTextAroundTheBlock() throws Exception {
        String pem = "Bag Attributes\n  friendlyName: \u00fcml\u00e4ut\n\n" + PEM + "\ntrailing -----\n";

        assertThat(PublicKeyFile.read(file(pem))).isEqualTo(Keys.ourPublicKey());
        assertThat(PublicKeyFile.read(file("\ufeff" + PEM))).isEqualTo(Keys.ourPublicKey());
    }

    @Test
    void takesTheFirstBlockOfSeveral() throws Exception {
        String other = Keys.pem("PUBLIC KEY", Keys.FOREIGN.getPublic().getEncoded());

        assertThat(PublicKeyFile.read(file(PEM + other))).isEqualTo(Keys.ourPublicKey());
    }

    @Test
    void takesAKeyOfTheLeastLength() throws Exception {
        assertThat(PublicKeyFile.read(file(PEM)).getModulus().bitLength()).isEqualTo(PublicKeyFile.MIN_KEY_BITS);
    }

    @Test
    void saysThatTheFileIsMissing() {
        Path missing = directory.resolve("missing.pem");

        assertThat(problem(missing)).isEqualTo(missing + ": no such file");
    }

    @Test
    void saysThatTheFileCannotBeRead() {
        assertThat(problem(directory)).startsWith(directory + ": cannot be read: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "hello",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nMIIB\n",
                "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
                "ssh-rsa AAAAB3NzaC1yc2E= x@y",
                "-----BEGIN PUBLIC KEY-----\nMI*IB\n-----END PUBLIC KEY-----\n"
            })
    void saysThatThereIsNoKey(String content) throws IOException {
        assertThat(problem(file(content))).contains("holds no PEM block");
    }

    @Test
    void saysThatAPrivateKeyIsNoPublicKeyAndShowsNothingOfIt() throws IOException {
        byte[] pkcs8 = Keys.ourPrivateKey().getEncoded();

        assertThat(problem(file(Keys.pem("PRIVATE KEY", pkcs8))))
                .contains("found PRIVATE KEY, a public key is needed")
                .doesNotContain("MII");
        assertThat(problem(file(Keys.pem("RSA PRIVATE KEY", Keys.pkcs1(pkcs8, 0x04)))))
                .contains("found RSA PRIVATE KEY, a public key is needed");
    }

    @Test
    void saysThatAKeyIsNoRsaKey() throws IOException {
        byte[] elliptic = Keys.generate("EC", 256).getPublic().getEncoded();

        assertThat(problem(file(Keys.pem("PUBLIC KEY", elliptic)))).contains("holds no usable key");
        assertThat(problem(file(resource("ec-certificate.pem")))).contains("holds a EC key, not an RSA key");
    }

    @Test
    void saysThatAKeyIsTooShort() throws IOException {
        byte[] shorter = Keys.generate("RSA", 1024).getPublic().getEncoded();

        assertThat(problem(file(Keys.pem("PUBLIC KEY", shorter))))
                .contains("holds a key of 1024 bits; at least 2048 are needed");
        assertThat(problem(file(Keys.pem("RSA PUBLIC KEY", Keys.pkcs1(shorter, 0x03)))))
                .contains("1024 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "====", "AAAA", "MIIB", "AA=A"})
    void saysThatAKeyIsDamaged(String base64) throws IOException {
        for (String label : new String[] {"PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE"}) {
            String block = "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";

            assertThat(problem(file(block))).containsAnyOf("holds a damaged PEM block", "holds no usable key");
        }
    }

    @Test
    void saysThatAKeyIsCutShort() throws IOException {
        String first = PEM.substring(0, PEM.indexOf('\n', 40));

        assertThat(problem(file(first + "\n-----END PUBLIC KEY-----\n"))).contains("holds no usable key");
    }

    @Test
    void saysTheSameInItsMessage() {
        Path missing = directory.resolve("missing.pem");

        assertThatThrownBy(() -> PublicKeyFile.read(missing)).hasMessage(problem(missing));
    }

    /** Returns the message for the operator, one line that names the file. */
    private static String problem(Path file) {
        InvalidKeyFileException refused =
                catchThrowableOfType(InvalidKeyFileException.class, () -> PublicKeyFile.read(file));
        assertThat(refused).as("nothing was thrown").isNotNull();
        assertThat(refused.problem()).startsWith(file + ": ").doesNotContain("\n");
        return refused.problem();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "key", ".pem"), content);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PublicKeyFileTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
