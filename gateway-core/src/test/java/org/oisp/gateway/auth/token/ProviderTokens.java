package org.oisp.gateway.auth.token;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.auth.keys.KeySet;
import org.oisp.gateway.auth.keys.ProviderKeys;
import org.oisp.gateway.auth.keys.TokenKeyEvents;
import org.oisp.gateway.auth.keys.UnusableKeysException;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A provider with three keys, its tokens, and verifiers for them, one of which also accepts the tokens of a file's key. */
abstract class ProviderTokens {

    static final KeyPair RSA = Keys.generate("RSA", 2048);
    static final KeyPair NEWER = Keys.generate("RSA", 2048);
    static final KeyPair P256 = Keys.generate("EC", 256);
    static final KeyPair P384 = Keys.generate("EC", 384);
    static final PSSParameterSpec PSS = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    static final Map<String, String> JAVA_NAMES = Map.of(
            "RS256", "SHA256withRSA",
            "RS384", "SHA384withRSA",
            "RS512", "SHA512withRSA",
            "PS256", "RSASSA-PSS",
            "ES256", "SHA256withECDSAinP1363Format",
            "ES384", "SHA384withECDSAinP1363Format");

    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    static final String CLAIMS =
            "{\"iss\":\"http://issuer\",\"aud\":[\"account\",\"gateway\"],\"sub\":\"d1\",\"exp\":1893456000}";

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private Object[] published = {
        Jwk.of("rsa", RSA.getPublic()), Jwk.of("p256", P256.getPublic()), Jwk.of("p384", P384.getPublic())
    };
    KeySet.Terms terms = new KeySet.Terms("http://issuer", "gateway");
    private final ProviderKeys provider = new ProviderKeys(
            Mono.fromCallable(this::read),
            new KeyFetchSettings(
                    Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(2), 1, 10),
            new TokenKeyEvents(new SimpleMeterRegistry(), InstantSource.system()),
            clock);
    final TokenVerifier verifier = new TokenVerifier(null, provider, 100, Duration.ZERO, InstantSource.fixed(NOW));
    final TokenVerifier both =
            new TokenVerifier(Keys.ourPublicKey(), provider, 100, Duration.ZERO, InstantSource.fixed(NOW));

    ProviderTokens() {
        fetch();
    }

    private KeySet read() throws UnusableKeysException {
        return KeySet.read(Jwk.set(published), terms, 10);
    }

    /** Fetches the keys, however recent the last fetch was. */
    void fetch(Object... keys) {
        published = keys.length == 0 ? published : keys;
        clock.advanceTimeBy(Duration.ofMinutes(1));
        provider.lookAgain().block();
    }

    static String token(String algorithm, String id, KeyPair pair) {
        return token(algorithm, id, pair, CLAIMS);
    }

    static String token(String algorithm, String id, KeyPair pair, String claims) {
        return Keys.token(
                "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(algorithm, id),
                claims,
                pair.getPrivate(),
                JAVA_NAMES.get(algorithm),
                algorithm.equals("PS256") ? PSS : null);
    }
}
