package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Any text is judged, never with an exception; and one that nobody has signed is no token. */
class TokenTextFuzzTest {

    private static final TokenVerifier VERIFIER = Keys.verifier(InstantSource.system());

    @FuzzTest
    void isRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(VERIFIER.verify(text)).isNull();
        // Header and payload as they are, so that what is found behind base64 is found too.
        String parts = Keys.base64(text) + "." + Keys.base64(text);
        assertThat(VERIFIER.verify(parts + ".AAAA")).isNull();
    }
}
