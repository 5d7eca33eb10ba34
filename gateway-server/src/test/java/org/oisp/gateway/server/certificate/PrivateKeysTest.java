package org.oisp.gateway.server.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests private keys in all forms that OpenSSL writes. */
class PrivateKeysTest {

    @ParameterizedTest
    @CsvSource({
        "rsa-pkcs8.pem,rsa-certificate.pem",
        "rsa-pkcs1.pem,rsa-certificate.pem",
        "ec-pkcs8.pem,ec-certificate.pem",
        "ec-sec1.pem,ec-certificate.pem",
        "ec384-sec1.pem,ec384-certificate.pem"
    })
    void readsTheKeyOfTheCertificate(String key, String certificate) throws UnusableFileException {
        var leaf = Certificates.read(PemExamples.file(certificate)).get(0);

        assertThat(Certificates.fit(leaf, PrivateKeys.read(PemExamples.file(key))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-pkcs8.pem,ec-certificate.pem",
        "ec-sec1.pem,rsa-certificate.pem",
        "ec-sec1.pem,ec384-certificate.pem",
        "ec384-sec1.pem,ec-certificate.pem"
    })
    void knowsTheKeyOfAnother(String key, String certificate) throws UnusableFileException {
        var leaf = Certificates.read(PemExamples.file(certificate)).get(0);

        assertThat(Certificates.fit(leaf, PrivateKeys.read(PemExamples.file(key))))
                .isFalse();
    }

    @Test
    void readsAKeyBehindOtherThings() throws UnusableFileException {
        String text = "A remark.\r\n" + PemExamples.text("rsa-certificate.pem").replace("\n", "\r\n")
                + PemExamples.text("rsa-pkcs1.pem").replace("\n", "\r\n");

        assertThat(PrivateKeys.read(PemExamples.file("key", text)).getAlgorithm())
                .isEqualTo("RSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-pkcs1-encrypted.pem", "rsa-pkcs8-encrypted.pem"})
    void saysWhatToDoWithAKeyThatHasAPassphrase(String key) {
        assertThatThrownBy(() -> PrivateKeys.read(PemExamples.file(key)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("holds a key with a passphrase; write an unencrypted one: openssl pkey");
    }

    @Test
    void refusesAKeyOfAnotherKind() {
        assertRefused(PemExamples.text("ed25519.pem"), "holds a PRIVATE KEY that is not a usable RSA or EC key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"
            })
    void refusesAFileWithoutAKey(String text) {
        assertRefused(text, "holds no private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "ANY PRIVATE KEY"})
    void refusesWhatIsNoKeyThoughItSaysSo(String label) {
        String kind = "holds a " + label + " that is not a usable RSA or EC key";
        assertRefused(block(label, new byte[0]), kind);
        assertRefused(block(label, new byte[] {0x30, 0x00}), kind);
        assertRefused(block(label, new byte[] {0x30, 0x03, 0x02, 0x01, 0x00}), kind);
        assertRefused(block(label, new byte[] {0x30, (byte) 0x84, (byte) 0xFF, 1, 1, 1}), kind);
        assertRefused(block(label, new byte[] {0x30, (byte) 0x80, 0, 0}), kind);
        assertRefused(block(label, new byte[] {0x30, 0x02, 0x02, 0x00}), kind);
        // An unknown curve.
        assertRefused(block(label, new byte[] {0x30, 0x0C, 2, 1, 1, 4, 1, 7, (byte) 0xA0, 4, 6, 2, 42, 3}), kind);
        // No curve at all.
        assertRefused(block(label, new byte[] {0x30, 0x06, 2, 1, 1, 4, 1, 7}), kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-pkcs8.pem", "rsa-pkcs1.pem", "ec-sec1.pem", "ec-pkcs8.pem"})
    void refusesAKeyThatIsCutOffAnywhere(String key) throws UnusableFileException {
        PemFile.Block whole = PemExamples.file(key).blocks().stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow();
        for (int length = 0; length < whole.der().length - 1; length++) {
            String text = block(whole.label(), java.util.Arrays.copyOf(whole.der(), length));
            assertThatThrownBy(() -> PrivateKeys.read(PemExamples.file("key", text)))
                    .isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void refusesADamagedBlock() {
        assertRefused("-----BEGIN PRIVATE KEY-----\n*&^%\n-----END PRIVATE KEY-----\n", "holds a damaged PEM block");
    }

    private static void assertRefused(String text, String problem) {
        assertThatThrownBy(() -> PrivateKeys.read(PemExamples.file("key", text)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith("GATEWAY_TLS_KEY: key: " + problem);
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
    }
}
