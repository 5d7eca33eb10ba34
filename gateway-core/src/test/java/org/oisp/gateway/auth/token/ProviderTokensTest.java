package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.auth.keys.KeySet;

/** Tests which tokens are valid when a provider's keys count (PROTOCOL.md, "Keycloak era"). */
class ProviderTokensTest extends ProviderTokens {

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256"})
    void takesTheAlgorithmsOfAnRsaKey(String algorithm) {
        assertThat(verifier.verify(token(algorithm, "rsa", RSA)).subject()).isEqualTo("d1");
    }

    @Test
    void takesTheAlgorithmsOfEllipticCurves() {
        assertThat(verifier.verify(token("ES256", "p256", P256))).isNotNull();
        assertThat(verifier.verify(token("ES384", "p384", P384))).isNotNull();
    }

    @Test
    void aTokenMayNotChooseAnAlgorithmThatItsKeyIsNotFor() {
        fetch(Jwk.of("rsa", RSA.getPublic()).with("alg", "RS256"), Jwk.of("p256", P256.getPublic()));

        assertThat(verifier.verify(token("RS256", "rsa", RSA))).isNotNull();
        assertThat(verifier.verify(token("RS512", "rsa", RSA))).isNull();
        assertThat(verifier.verify(token("PS256", "rsa", RSA))).isNull();
        assertThat(verifier.verify(token("RS256", "p256", RSA))).isNull();
        assertThat(verifier.verify(token("ES256", "rsa", P256))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void refusesATokenWhoseSecretIsThePublicKey(String algorithm) throws GeneralSecurityException {
        byte[] der = RSA.getPublic().getEncoded();
        for (byte[] secret : new byte[][] {
            der,
            Keys.pem("PUBLIC KEY", der).getBytes(StandardCharsets.US_ASCII),
            Jwk.of("rsa", RSA.getPublic()).toString().getBytes(StandardCharsets.US_ASCII)
        }) {
            assertThat(verifier.verify(mac(algorithm, secret))).isNull();
            assertThat(both.verify(mac(algorithm, secret))).isNull();
        }
    }

    /** A published secret is known to everybody. */
    @Test
    void refusesATokenWithASecretThatWasPublished() throws GeneralSecurityException {
        byte[] secret = new byte[32];
        fetch(Jwk.of("other", NEWER.getPublic()), Jwk.secret("rsa", secret));

        assertThat(verifier.verify(mac("HS256", secret))).isNull();
    }

    private static String mac(String algorithm, byte[] secret) throws GeneralSecurityException {
        String name = "HmacSHA" + algorithm.substring(2);
        String signed = Keys.base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"rsa\"}") + "." + Keys.base64(CLAIMS);
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(secret, name));
        return signed + "." + Keys.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", ""})
    void refusesATokenWithoutASignature(String algorithm) {
        String unsigned = Keys.base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"rsa\"}") + "." + Keys.base64(CLAIMS);
        String good = token("RS256", "rsa", RSA);

        assertThat(verifier.verify(unsigned + ".")).isNull();
        assertThat(verifier.verify(unsigned + good.substring(good.lastIndexOf('.'))))
                .isNull();
    }

    /** A key inside a token comes from the token's maker. */
    @Test
    void looksAtNoKeyThatATokenBringsAlong() {
        for (String member : new String[] {
            "\"jwk\":" + Jwk.of("rsa", NEWER.getPublic()), "\"jku\":\"http://127.0.0.1:1/certs\"",
        }) {
            String token = Keys.token(
                    "{\"alg\":\"RS256\",\"kid\":\"rsa\"," + member + "}",
                    CLAIMS,
                    NEWER.getPrivate(),
                    "SHA256withRSA",
                    null);
            assertThat(verifier.verify(token)).isNull();
        }
    }

    /** Five parts: an encrypted token, whose key management would use the public key. */
    @ParameterizedTest
    @ValueSource(strings = {"dir", "RSA-OAEP", "RSA-OAEP-256", "A256KW", "ECDH-ES", "PBES2-HS256+A128KW"})
    void refusesAnEncryptedToken(String algorithm) {
        String header = Keys.base64("{\"alg\":\"" + algorithm
                + "\",\"enc\":\"A256GCM\",\"kid\":\"rsa\",\"p2c\":2000000000,\"p2s\":\"AAAAAAAAAAA\"}");

        assertThat(verifier.verify(header + ".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"))
                .isNull();
    }

    @Test
    void refusesASignatureByAnotherKeyOfTheSet() {
        fetch(Jwk.of("rsa", RSA.getPublic()), Jwk.of("newer", NEWER.getPublic()));

        assertThat(verifier.verify(token("RS256", "rsa", NEWER))).isNull();
        assertThat(verifier.verify(token("RS256", "newer", NEWER))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"d1\"}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\"}",
                "{\"sub\":\"d1\",\"aud\":\"gateway\"}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"account\"}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":[\"account\",\"Gateway\"]}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway account\"}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":[]}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer/\",\"aud\":\"gateway\"}",
                "{\"sub\":\"d1\",\"iss\":[\"http://issuer\"],\"aud\":\"gateway\"}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\",\"exp\":1700000000}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\",\"nbf\":1893456000}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\",\"exp\":\"1893456000\"}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\",\"exp\":null}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\",\"exp\":{}}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\",\"nbf\":[]}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":{\"gateway\":true}}",
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":[[\"gateway\"]]}",
                "{\"sub\":\"d1\",\"iss\":null,\"aud\":\"gateway\"}",
                "{\"sub\":\"d1\",\"iss\":5,\"aud\":5}"
            })
    void refusesATokenThatWasNotIssuedByOrForUsOrNotNow(String claims) {
        assertThat(verifier.verify(token("RS256", "rsa", RSA, claims))).isNull();
    }

    @Test
    void theAudienceMayBeATextOrAList() {
        String claims = "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":\"gateway\"}";

        assertThat(verifier.verify(token("RS256", "rsa", RSA, claims))).isNotNull();
    }

    @Test
    void anEndMayBeFarAndWhatIsNotReadMayBeAnything() {
        String claims =
                "{\"sub\":\"d1\",\"iss\":\"http://issuer\",\"aud\":[5,\"gateway\",null],\"exp\":1e30,\"iat\":\"x\",\"jti\":[]}";

        assertThat(verifier.verify(token("RS256", "rsa", RSA, claims)).expiresAtMillis())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsNotConfiguredIsNotChecked() {
        terms = new KeySet.Terms(null, null);
        fetch();

        assertThat(verifier.verify(token("RS256", "rsa", RSA, "{\"sub\":\"d1\"}")))
                .isNotNull();
    }

    @Test
    void saysThatItDoesNotKnowTheKey() {
        String token = token("RS256", "newer", NEWER);
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(UnknownKeyException.class);

        fetch(Jwk.of("rsa", RSA.getPublic()), Jwk.of("newer", NEWER.getPublic()));
        assertThat(verifier.verify(token)).isNotNull();
    }

    @Test
    void refusesATokenThatNamesNoKey() {
        String token = Keys.token("{\"alg\":\"RS256\"}", CLAIMS, RSA.getPrivate(), "SHA256withRSA", null);

        assertThat(verifier.verify(token)).isNull();
        assertThat(both.verify(token)).isNull();
    }
}
