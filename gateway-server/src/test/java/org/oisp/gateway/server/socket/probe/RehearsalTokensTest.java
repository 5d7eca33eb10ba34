package org.oisp.gateway.server.socket.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.auth.token.VerifiedToken;

/** The signed tokens of the rehearsal. */
class RehearsalTokensTest {

    private static final int DEVICES = 16;
    private static final long END_OF_9999 = 253_402_300_799L;

    @Test
    void eachIsValidForItsDeviceByTheirKey() {
        RehearsalTokens tokens = RehearsalTokens.read();
        TokenVerifier verifier = new TokenVerifier(tokens.publicKey(), 0, InstantSource.system());
        assertThat(tokens.devices()).isEqualTo(DEVICES);
        for (int i = 0; i < tokens.devices(); i++) {
            VerifiedToken verified = verifier.verify(tokens.token(i));
            assertThat(verified).isNotNull();
            assertThat(verified.subject()).isEqualTo(RehearsalTokens.id(i));
            assertThat(verified.account().account()).hasToString(tokens.account());
        }
    }

    /** Makes the file anew, with a key that nobody keeps: {@code -Drehearsal.write=FILE}. */
    @Test
    @EnabledIfSystemProperty(named = "rehearsal.write", matches = ".+")
    void write() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        String account = UUID.randomUUID().toString();
        List<String> lines = new ArrayList<>();
        lines.add(account);
        lines.add(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        for (int i = 0; i < DEVICES; i++) {
            lines.add(signed(
                    pair.getPrivate(),
                    "{\"sub\":\"" + RehearsalTokens.id(i) + "\",\"exp\":" + END_OF_9999 + ",\"accounts\":[{\"id\":\""
                            + account + "\",\"name\":\"rehearsal\",\"role\":\"device\"}]}"));
        }
        Files.write(Path.of(System.getProperty("rehearsal.write")), lines);
    }

    private static String signed(PrivateKey key, String claims) throws Exception {
        String text =
                encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rehearsal\"}".getBytes(StandardCharsets.UTF_8))
                        + "." + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + encoded(signature.sign());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
