package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.auth.token.AccountClaim.ClaimState;
import org.oisp.gateway.device.AccountId;

/** Tests which tokens are valid: only RS256 with our key (PROTOCOL.md, "Device token"). */
class TokenVerifierTest {

    private static final String ACCOUNT = "c4715841-bb1e-4c87-ad78-2376fe596a11";
    private static final Instant EXPIRY = Instant.ofEpochSecond(1_893_456_000);
    private static final String RS256 = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS =
            "{\"jti\":\"1\",\"iss\":\"http://x\",\"sub\":\"example001\",\"exp\":1893456000,\"accounts\":[{\"id\":\""
                    + ACCOUNT + "\",\"name\":\"n\",\"role\":\"device\"}]}";

    private Instant now = EXPIRY.minus(Duration.ofDays(1));
    private final TokenVerifier verifier = Keys.verifier(() -> now);

    @Test
    void takesAGoodToken() {
        assertThat(verifier.verify(Keys.tokenOf(CLAIMS)))
                .isEqualTo(new VerifiedToken(
                        "example001",
                        new AccountClaim(ClaimState.PRESENT, new AccountId(UUID.fromString(ACCOUNT))),
                        EXPIRY.toEpochMilli()));
    }

    /** Returns the cached object instead of parsing the token again. */
    @Test
    void remembersAGoodToken() {
        VerifiedToken first = verifier.verify(Keys.tokenOf(CLAIMS));

        assertThat(verifier.verify(Keys.tokenOf(CLAIMS))).isNotNull().isSameAs(first);
    }

    @Test
    void takesATokenWithoutTypeOrWithAKeyId() {
        assertThat(verifier.verify(rs("{\"alg\":\"RS256\"}"))).isNotNull();
        assertThat(verifier.verify(rs("{\"alg\":\"RS256\",\"kid\":\"k1\"}"))).isNotNull();
    }

    @Test
    void refusesATokenSignedWithAnotherKey() {
        assertThat(verifier.verify(Keys.token(RS256, CLAIMS, Keys.FOREIGN.getPrivate(), "SHA256withRSA", null)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", ""})
    void refusesATokenWithoutASignature(String algorithm) {
        String unsigned = Keys.base64("{\"alg\":\"" + algorithm + "\"}") + "." + Keys.base64(CLAIMS);
        String ours = Keys.tokenOf(CLAIMS);

        assertThat(verifier.verify(unsigned + ".")).isNull();
        assertThat(verifier.verify(unsigned)).isNull();
        assertThat(verifier.verify(unsigned + ours.substring(ours.lastIndexOf('.'))))
                .isNull();
        assertThat(verifier.verify(ours.substring(0, ours.lastIndexOf('.') + 1)))
                .isNull();
    }

    /** The classic key confusion: the public key, which everybody has, used as the secret of a MAC. */
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void refusesATokenWhoseSecretIsThePublicKey(String algorithm) throws GeneralSecurityException {
        byte[] der = Keys.ourPublicKey().getEncoded();
        for (byte[] secret : new byte[][] {der, Keys.pem("PUBLIC KEY", der).getBytes(StandardCharsets.US_ASCII)}) {
            String mac = "HmacSHA" + algorithm.substring(2);
            String signed = Keys.base64("{\"alg\":\"" + algorithm + "\"}") + "." + Keys.base64(CLAIMS);
            Mac hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(secret, mac));
            String signature = Keys.base64(hmac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));

            assertThat(verifier.verify(signed + "." + signature)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512"})
    void refusesOtherHashesEvenByOurKey(String algorithm) {
        assertThat(verifier.verify(Keys.token(
                        "{\"alg\":\"" + algorithm + "\"}",
                        CLAIMS,
                        Keys.OURS.getPrivate(),
                        "SHA" + algorithm.substring(2) + "withRSA",
                        null)))
                .isNull();
    }

    @Test
    void refusesOtherPaddingEvenByOurKey() {
        PSSParameterSpec pss = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

        assertThat(verifier.verify(
                        Keys.token("{\"alg\":\"PS256\"}", CLAIMS, Keys.OURS.getPrivate(), "RSASSA-PSS", pss)))
                .isNull();
    }

    @Test
    void refusesATokenThatWasTamperedWith() {
        String token = Keys.tokenOf(CLAIMS);
        String[] parts = token.split("\\.", -1);
        String other = Keys.base64(CLAIMS.replace("example001", "example002"));
        int middle = parts[2].length() / 2;
        String damaged = parts[2].substring(0, middle)
                + (parts[2].charAt(middle) == 'A' ? 'B' : 'A')
                + parts[2].substring(middle + 1);

        assertThat(verifier.verify(token)).isNotNull();
        assertThat(verifier.verify(parts[0] + "." + other + "." + parts[2])).isNull();
        assertThat(verifier.verify(parts[0] + "." + parts[1] + "." + damaged)).isNull();
        assertThat(verifier.verify(parts[0] + "." + parts[1] + "." + parts[2].substring(4)))
                .isNull();
        assertThat(verifier.verify(rs("{\"alg\":\"RS256\",\"x\":1}").split("\\.")[0] + "." + parts[1] + "." + parts[2]))
                .isNull();
    }

    /** A few bytes could decompress to gigabytes. */
    @Test
    void refusesACompressedToken() throws IOException, GeneralSecurityException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(CLAIMS.getBytes(StandardCharsets.UTF_8));
        }
        String signed = Keys.base64("{\"alg\":\"RS256\",\"zip\":\"DEF\"}") + "." + Keys.base64(deflated.toByteArray());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(Keys.OURS.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));

        assertThat(verifier.verify(signed + "." + Keys.base64(signature.sign())))
                .isNull();
        assertThat(verifier.verify(rs("{\"alg\":\"RS256\",\"zip\":\"DEF\"}"))).isNull();
        assertThat(verifier.verify(rs("{\"alg\":\"RS256\",\"zip\":\"GZIP\"}"))).isNull();
    }

    @Test
    void looksAtNoTokenThatIsTooLong() {
        String padding = "x".repeat(TokenVerifier.MAX_TOKEN_LENGTH);
        assertThat(verifier.verify(Keys.tokenOf("{\"sub\":\"d\",\"x\":\"" + padding + "\"}")))
                .isNull();

        String half = padding.substring(TokenVerifier.MAX_TOKEN_LENGTH / 2);
        assertThat(verifier.verify(Keys.tokenOf("{\"sub\":\"d\",\"x\":\"" + half + "\"}")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "...",
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d.e",
                "null",
                "{}",
                "\0",
                "\u00e9.\u00e9.\u00e9",
                "Bearer x.y.z",
                "eyJhbGciOiJSUzI1NiJ9..",
                "eyJhbGciOiJSUzI1NiJ9.e30.",
                ".e30.AAAA"
            })
    void refusesWhatIsNoToken(String text) {
        assertThat(verifier.verify(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "1",
                "\"x\"",
                "{}",
                "{\"alg\":null}",
                "{\"alg\":5}",
                "{\"alg\":[\"RS256\"]}",
                "{\"alg\":\"rs256\"}",
                "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}",
                "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"RS256\",\"kid\":5}"
            })
    void refusesABadHeaderEvenByOurKey(String header) {
        assertThat(verifier.verify(rs(header))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "1",
                "\"x\"",
                "{\"sub\":5}",
                "{\"sub\":\"d\",\"exp\":true}",
                "{\"sub\":\"d\",\"nbf\":\"x\"}"
            })
    void refusesBadClaimsEvenByOurKey(String claims) {
        assertThat(verifier.verify(Keys.tokenOf(claims))).isNull();
    }

    @Test
    void leavesMissingClaimsToItsCaller() {
        VerifiedToken verified = Keys.verifier(InstantSource.fixed(now)).verify(Keys.tokenOf("{}"));

        assertThat(verified)
                .isEqualTo(new VerifiedToken(null, new AccountClaim(ClaimState.ABSENT, null), Long.MAX_VALUE));
    }

    private static String rs(String header) {
        return Keys.token(header, CLAIMS, Keys.OURS.getPrivate(), "SHA256withRSA", null);
    }
}
