package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.keys.KeySet;

/** Tests a provider's keys beside the key of a file, and what happens to cached tokens. */
class ProviderBesideFileTest extends ProviderTokens {

    @Test
    void theKeyOfTheFileAndTheProvidersAreBothGood() {
        assertThat(both.verify(Keys.tokenOf("{\"sub\":\"d1\"}"))).isNotNull();
        assertThat(both.verify(token("RS256", "rsa", RSA))).isNotNull();
        assertThat(both.verify(token("ES256", "p256", P256))).isNotNull();
    }

    @Test
    void aTokenOfTheFileMayHaveAKeyIdWithoutHavingKeysFetched() {
        assertThat(both.verify(token("RS256", "the file's", Keys.OURS, "{\"sub\":\"d1\"}")))
                .isNotNull();
        assertThat(both.verify(token("RS256", "the file's", Keys.OURS, "{\"sub\":\"d1\",\"exp\":1700000000}")))
                .isNull();
    }

    @Test
    void theFileIsForOneAlgorithmOnlyWhateverTheProviderTakes() {
        for (String algorithm : new String[] {"RS384", "RS512", "PS256"}) {
            String named = token(algorithm, "the file's", Keys.OURS);
            assertThatThrownBy(() -> both.verify(named)).isInstanceOf(UnknownKeyException.class);
            String unnamed = Keys.token(
                    "{\"alg\":\"" + algorithm + "\"}",
                    CLAIMS,
                    Keys.OURS.getPrivate(),
                    JAVA_NAMES.get(algorithm),
                    algorithm.equals("PS256") ? PSS : null);
            assertThat(both.verify(unnamed)).isNull();
        }
    }

    /** Otherwise the owner of the file's key could impersonate any device of the realm, and vice versa. */
    @Test
    void aTokenThatNamesAKeyOfTheProviderIsTheProviders() {
        assertThat(both.verify(token("RS256", "rsa", Keys.OURS))).isNull();
        assertThat(both.verify(token("RS256", "rsa", RSA, "{\"sub\":\"d1\"}"))).isNull();
    }

    @Test
    void aTokenThatIsRememberedGoesWithItsKey() {
        String token = token("RS256", "rsa", RSA);
        assertThat(verifier.verify(token)).isNotNull();

        fetch(Jwk.of("newer", NEWER.getPublic()), Jwk.of("rsa", RSA.getPublic()));
        assertThat(verifier.verify(token)).isNotNull();

        fetch(Jwk.of("newer", NEWER.getPublic()));
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(UnknownKeyException.class);
    }

    @Test
    void aTokenThatIsRememberedGoesWhenItsKeysIdIsGivenToAnother() {
        String token = token("RS256", "rsa", RSA);
        assertThat(verifier.verify(token)).isNotNull();

        fetch(Jwk.of("rsa", NEWER.getPublic()));
        assertThat(verifier.verify(token)).isNull();
    }

    @Test
    void aTokenThatIsRememberedGoesWithItsIssuer() {
        String token = token("RS256", "rsa", RSA);
        assertThat(verifier.verify(token)).isNotNull();

        terms = new KeySet.Terms("http://moved", "gateway");
        fetch();
        assertThat(verifier.verify(token)).isNull();
    }

    @Test
    void aTokenOfTheFileIsRememberedWhateverTheProviderDoes() {
        String token = Keys.tokenOf("{\"sub\":\"d1\"}");
        VerifiedToken first = both.verify(token);

        fetch(Jwk.of("newer", NEWER.getPublic()));
        assertThat(both.verify(token)).isSameAs(first);
    }
}
