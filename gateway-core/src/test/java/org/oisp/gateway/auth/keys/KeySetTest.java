package org.oisp.gateway.auth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.auth.token.Jwk;
import org.oisp.gateway.auth.token.Keys;

/** Tests which keys of a published set may verify tokens. */
class KeySetTest {

    private static final KeyPair RSA = Keys.generate("RSA", 2048);
    private static final KeyPair OTHER = Keys.generate("RSA", 2048);
    private static final KeySet.Terms TERMS = new KeySet.Terms("http://issuer", "gateway");

    private static KeySet read(Object... keys) throws UnusableKeysException {
        return KeySet.read(Jwk.set(keys), TERMS, 20);
    }

    @Test
    void findsEachKeyByItsId() throws UnusableKeysException {
        KeySet keys = read(Jwk.of("a", RSA.getPublic()), Jwk.of("b", OTHER.getPublic()));

        assertThat(keys.ids()).containsExactlyInAnyOrder("a", "b");
        assertThat(keys.find("a").key()).isEqualTo(RSA.getPublic());
        assertThat(keys.find("b").key()).isEqualTo(OTHER.getPublic());
        assertThat(keys.find("c")).isNull();
        assertThat(keys.leftOut()).isEmpty();
        assertThat(keys.terms()).isEqualTo(TERMS);
    }

    @Test
    void aKeyIsForTheAlgorithmsOfItsType() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("rsa", RSA.getPublic()),
                Jwk.of("p256", Keys.generate("EC", 256).getPublic()),
                Jwk.of("p384", Keys.generate("EC", 384).getPublic()));

        assertThat(keys.find("rsa").algorithms()).containsExactlyInAnyOrder("RS256", "RS384", "RS512", "PS256");
        assertThat(keys.find("p256").algorithms()).containsExactly("ES256");
        assertThat(keys.find("p384").algorithms()).containsExactly("ES384");
    }

    @Test
    void aKeyThatNamesItsAlgorithmIsForThatOneOnly() throws UnusableKeysException {
        assertThat(read(Jwk.of("a", RSA.getPublic()).with("alg", "RS512"))
                        .find("a")
                        .algorithms())
                .containsExactly("RS512");
    }

    @Test
    void leavesKeysOfOtherPurposeOutWithoutAWord() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()),
                Jwk.of("encryption", OTHER.getPublic()).with("use", "enc"),
                Jwk.of("alg", OTHER.getPublic()).with("alg", "RSA-OAEP"),
                Jwk.of("operations", OTHER.getPublic()).without("use").withJson("key_ops", "[\"encrypt\"]"),
                Jwk.of("p521", Keys.generate("EC", 521).getPublic()),
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                "{\"kty\":\"new\",\"kid\":\"unheard of\"}");

        assertThat(keys.ids()).containsExactly("good");
        assertThat(keys.leftOut()).isEmpty();
    }

    @Test
    void takesAKeyThatMayVerify() throws UnusableKeysException {
        assertThat(read(Jwk.of("a", RSA.getPublic()).without("use").withJson("key_ops", "[\"verify\"]"))
                        .ids())
                .containsExactly("a");
    }

    @Test
    void takesNoSecretAndNoKeyWhosePrivateHalfWasPublished() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()), Jwk.secret("mac", new byte[32]), Jwk.withPrivateHalf("leaked", OTHER));

        assertThat(keys.ids()).containsExactly("good");
        assertThat(keys.leftOut())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("mac ("))
                .anyMatch(line -> line.startsWith("leaked ("));
    }

    @Test
    void takesNeitherOfTwoKeysOfOneId() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()),
                Jwk.of("twice", RSA.getPublic()),
                Jwk.of("twice", OTHER.getPublic()),
                Jwk.of("twice", RSA.getPublic()).with("alg", "RS256"));

        assertThat(keys.ids()).containsExactly("good");
        assertThat(keys.leftOut()).containsExactly("twice (two keys of that id)");
    }

    @Test
    void takesAKeyThatIsListedTwice() throws UnusableKeysException {
        assertThat(read(Jwk.of("a", RSA.getPublic()), Jwk.of("a", RSA.getPublic()))
                        .ids())
                .containsExactly("a");
    }

    @Test
    void takesAKeyByEachOfItsIds() throws UnusableKeysException {
        assertThat(read(Jwk.of("a", RSA.getPublic()), Jwk.of("b", RSA.getPublic()))
                        .ids())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void takesNoKeyWithoutAnId() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()), Jwk.of("", OTHER.getPublic()).without("kid"));

        assertThat(keys.ids()).containsExactly("good");
        assertThat(keys.leftOut()).containsExactly("a key (no kid)");
    }

    @Test
    void takesNoRsaKeyThatIsTooShort() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()),
                Jwk.of("short", Keys.generate("RSA", 1024).getPublic()));

        assertThat(keys.ids()).containsExactly("good");
        assertThat(keys.leftOut()).containsExactly("short (an RSA key of 1024 bits)");
    }

    /** Otherwise each token would cost milliseconds, no matter who made it. */
    @Test
    void takesNoRsaKeyThatIsSlow() throws UnusableKeysException {
        byte[] huge = new byte[1200];
        java.util.Arrays.fill(huge, (byte) 0xFF);
        byte[] exponent = new byte[8];
        java.util.Arrays.fill(exponent, (byte) 0x7F);
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()),
                Jwk.of("long", RSA.getPublic()).with("n", base64(huge)),
                Jwk.of("exponent", RSA.getPublic()).with("e", base64(exponent)));

        assertThat(keys.ids()).containsExactly("good");
    }

    @Test
    void leavesDamagedKeysOut() throws UnusableKeysException {
        KeySet keys = read(
                Jwk.of("good", RSA.getPublic()),
                Jwk.of("n", RSA.getPublic()).with("n", "!!"),
                Jwk.of("no n", RSA.getPublic()).without("n"),
                Jwk.of("e", RSA.getPublic()).withJson("e", "[]"),
                Jwk.of("kid", RSA.getPublic()).withJson("kid", "5"),
                Jwk.of("certificate", RSA.getPublic()).withJson("x5c", "[\"AAAA\"]"),
                // A point that is not on its curve.
                Jwk.of("point", Keys.generate("EC", 256).getPublic()).with("y", base64(new byte[32])),
                "null",
                "5",
                "\"x\"",
                "[]",
                "{}");

        assertThat(keys.ids()).containsExactly("good");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "5",
                "[]",
                "{}",
                "<html><body>Welcome</body></html>",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":\"x\"}",
                "{\"keys\":[]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":\"RSA\"}]}",
                "{\"keys\":[",
                "{\"keys\":[{\"kty\":",
                "{\"keys\":[]} {}",
                "{\"keys\":[],\"keys\":[]}"
            })
    void refusesWhatIsNoSetOfKeys(String document) {
        assertThatThrownBy(() -> KeySet.read(document, TERMS, 10)).isInstanceOf(UnusableKeysException.class);
    }

    @Test
    void refusesNestingThatWouldOverflowTheStack() {
        String deep = "{\"keys\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> KeySet.read(deep, TERMS, 10)).isInstanceOf(UnusableKeysException.class);
    }

    @Test
    void refusesASetWithoutAFitKeyAndSaysWhatItLeftOut() {
        assertThatThrownBy(() -> read(Jwk.secret("mac", new byte[32])))
                .isInstanceOf(UnusableKeysException.class)
                .hasMessageContaining("no key that can verify tokens")
                .hasMessageContaining("mac (");
    }

    @Test
    void refusesTooManyKeys() {
        Object[] many = IntStream.range(0, 21)
                .mapToObj(i -> Jwk.of("k" + i, RSA.getPublic()))
                .toArray();

        assertThatThrownBy(() -> read(many))
                .isInstanceOf(UnusableKeysException.class)
                .hasMessage("holds more than 20 keys");
    }

    @ParameterizedTest
    @CsvSource({"same, true", "other key, false", "gone, false", "other issuer, false"})
    void upholdsWhatAnEarlierSetSaidWhileItsKeyAndTermsStand(String what, boolean upheld) throws UnusableKeysException {
        KeySet earlier = read(Jwk.of("a", RSA.getPublic()));
        KeySet newer = switch (what) {
            case "same" -> read(Jwk.of("a", RSA.getPublic()), Jwk.of("b", OTHER.getPublic()));
            case "other key" -> read(Jwk.of("a", OTHER.getPublic()));
            case "gone" -> read(Jwk.of("b", RSA.getPublic()));
            default ->
                KeySet.read(Jwk.set(Jwk.of("a", RSA.getPublic())), new KeySet.Terms("http://other", "gateway"), 10);
        };

        assertThat(newer.upholds(earlier, earlier.find("a"))).isEqualTo(upheld);
        assertThat(earlier.upholds(earlier, earlier.find("a"))).isTrue();
    }

    private static String base64(byte[] bytes) {
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
