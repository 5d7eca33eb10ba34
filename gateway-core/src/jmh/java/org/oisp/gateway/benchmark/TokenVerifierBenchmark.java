package org.oisp.gateway.benchmark;

import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.auth.token.VerifiedToken;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the check of a device's token: RS256 with a key of 2,048 bits, another token each time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TokenVerifierBenchmark {

    private static final int TOKENS = 1_000;

    private final SignedTokens signed = new SignedTokens(TOKENS);
    private final List<String> tokens = signed.compact();
    // Caches nothing, so that each token is new every time.
    private final TokenVerifier forgetful = new TokenVerifier(signed.publicKey(), 0, InstantSource.system());
    private final TokenVerifier experienced = new TokenVerifier(signed.publicKey(), 2 * TOKENS, InstantSource.system());

    /** Verifies each token once, to fill the cache. */
    public TokenVerifierBenchmark() {
        tokens.forEach(token -> Objects.requireNonNull(experienced.verify(token)));
    }

    /** Verifies a token for the first time: checks its signature. */
    @Benchmark
    public VerifiedToken newToken(Turn turn) {
        return Objects.requireNonNull(forgetful.verify(tokens.get(turn.among(TOKENS))));
    }

    /** Verifies a cached token: looks up its digest. */
    @Benchmark
    public VerifiedToken rememberedToken(Turn turn) {
        return Objects.requireNonNull(experienced.verify(tokens.get(turn.among(TOKENS))));
    }
}
