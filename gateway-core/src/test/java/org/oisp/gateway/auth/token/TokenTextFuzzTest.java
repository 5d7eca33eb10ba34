package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Fuzzes the text of tokens: the verifier refuses unsigned text without an exception. */
class TokenTextFuzzTest {

    private static final TokenVerifier VERIFIER = Keys.verifier(InstantSource.system());

    @FuzzTest
    void isRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(VERIFIER.verify(text)).isNull();
        // Encodes header and payload, so that the fuzzer also reaches the code behind base64.
        String parts = Keys.base64(text) + "." + Keys.base64(text);
        assertThat(VERIFIER.verify(parts + ".AAAA")).isNull();
    }
}
