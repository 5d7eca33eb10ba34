package org.oisp.gateway.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that DER is read as in X.690, without the forms that only BER allows. */
class DerReaderTest {

    @Test
    void readsWhatASequenceHolds() throws InvalidKeyException {
        DerReader read = sequence("300A 0201 00 0202 0080 0401 07");
        assertThat(read.integer()).isEqualTo(BigInteger.ZERO);
        assertThat(read.integer()).isEqualTo(BigInteger.valueOf(128));
        assertThat(read.isNext(DerReader.CONTEXT_0)).isFalse();
        assertThat(read.isNext(DerReader.OCTET_STRING)).isTrue();
        assertThat(read.next(DerReader.OCTET_STRING)).containsExactly(7);
        read.end();
        assertThat(read.isNext(DerReader.OCTET_STRING)).isFalse();
    }

    @Test
    void readsLongElements() throws InvalidKeyException {
        assertThat(sequence("308183 048180" + "01".repeat(128)).next(DerReader.OCTET_STRING))
                .hasSize(128);
        assertThat(sequence("30820104 04820100" + "01".repeat(256)).next(DerReader.OCTET_STRING))
                .hasSize(256);
    }

    @ParameterizedTest
    @CsvSource({
        "'', cut off",
        "30, cut off",
        "3001, cut off",
        "0400, tag 4 where 48 was to be",
        "3080 0201 01 0000, an indefinite length",
        "3080, an indefinite length",
        "308103 0201 01, a length with more bytes than it needs",
        "30820003 0201 01, a length with zeros before it",
        "3084FF010101, longer than the file",
        "3084010101FF, longer than the file",
        "30FF, cut off",
        "3003 0201 01 00, something follows"
    })
    void refusesWhatIsNoSequence(String hex, String problem) {
        assertThatThrownBy(() -> sequence(hex))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3002 0200", "3003 0201 80", "3004 0202 0001", "3004 0202 0000", "3002 0201", "3000"})
    void refusesWhatIsNoInteger(String hex) {
        assertThatThrownBy(() -> sequence(hex).integer()).isInstanceOf(InvalidKeyException.class);
    }

    private static DerReader sequence(String hex) throws InvalidKeyException {
        return DerReader.sequence(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
