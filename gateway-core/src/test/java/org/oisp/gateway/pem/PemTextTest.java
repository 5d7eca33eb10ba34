package org.oisp.gateway.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests PEM files, and files that are not PEM. */
class PemTextTest {

    @TempDir
    private Path directory;

    @Test
    void findsTheBlocksAmongOtherText() throws Exception {
        Path file = Files.writeString(
                directory.resolve("file.pem"),
                "A remark.\r\n-----BEGIN PUBLIC KEY-----\r\nAQ\r\n I=\r\n-----END PUBLIC KEY-----\r\n"
                        + "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END RSA PRIVATE KEY-----\n"
                        + "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAQID\n-----END ENCRYPTED PRIVATE KEY-----\n"
                        + "-----BEGIN A-----\n-----END B-----\n");
        List<PemBlock> blocks = PemText.read(file).blocks();

        assertThat(blocks)
                .extracting(PemBlock::label)
                .containsExactly("PUBLIC KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
        assertThat(blocks).extracting(PemBlock::isEncrypted).containsExactly(false, true, true);
        assertThat(blocks).extracting(PemBlock::isBase64).containsExactly(true, false, true);
        assertThat(blocks.get(0).der()).containsExactly(1, 2);
    }

    @Test
    void findsABlockBehindOneWithoutAnEnd() throws Exception {
        List<PemBlock> blocks = new PemText("-----BEGIN A-----\nAQ\n-----BEGIN A-----\nAQI=\n-----END A-----\n"
                        + "-----BEGIN B-----\n-----BEGIN A-----\nAQID\n-----END A-----\n-----END B-----\n")
                .blocks();

        assertThat(blocks).extracting(PemBlock::label).containsExactly("A", "A");
        assertThat(blocks.get(0).der()).containsExactly(1, 2);
        assertThat(blocks.get(1).der()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "*&^%", "A=A=", "AQ=I", "===="})
    void refusesADamagedBlock(String body) {
        PemBlock block = new PemText("-----BEGIN A-----" + body + "-----END A-----")
                .blocks()
                .get(0);
        assertThatThrownBy(block::der).isInstanceOf(InvalidPemException.class).hasMessage("holds a damaged PEM block");
    }

    @Test
    void readsNoFileThatIsMissingOrTooLong() throws IOException {
        assertThatThrownBy(() -> PemText.read(directory.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
        Path longest = Files.write(directory.resolve("longest"), new byte[1 << 20]);
        Path longer = Files.write(directory.resolve("longer"), new byte[(1 << 20) + 1]);
        assertThat(longest)
                .satisfies(file -> assertThat(PemText.read(file).blocks()).isEmpty());
        assertThatThrownBy(() -> PemText.read(longer))
                .isInstanceOf(InvalidPemException.class)
                .hasMessage("is longer than 1 MiB; a PEM file is needed");
    }

    @Test
    void showsNothingOfAKey() {
        PemText text = new PemText("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");
        assertThat(text.toString() + text.blocks()).doesNotContain("c2VjcmV0");
    }
}
