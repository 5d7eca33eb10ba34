package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.Inbound.Signal;

/** The names in messages are the peers' choice: few of them are kept, and no long ones. */
class MessageReaderNamesTest {

    private final MessageReader reader = new MessageReader(1024 * 1024);

    @Test
    void keepsTheNamesOfTheProtocol() {
        assertThat(read("{\"type\":\"ping\",\"a\":{\"b\":1}}")).isEqualTo(Signal.PING);
        assertThat(reader.keptNames()).isEqualTo(3);
        assertThat(read("{\"type\":\"ping\",\"a\":{\"b\":1}}")).isEqualTo(Signal.PING);
        assertThat(reader.keptNames()).isEqualTo(3);
    }

    @Test
    void keepsFewOfManyNames() {
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            assertThat(read("{\"name" + i + "\":1,\"type\":\"ping\"}")).isEqualTo(Signal.PING);
            most = Math.max(most, reader.keptNames());
        }
        assertThat(most).isGreaterThan(100).isLessThan(MessageReader.MAX_KEPT_NAMES + 10);
    }

    @Test
    void keepsNoNameOfALongMessage() {
        String blanks = " ".repeat(MessageReader.MAX_LENGTH_WITH_KEPT_NAMES);
        for (int i = 0; i < 10; i++) {
            assertThat(read("{\"name" + i + "\":1,\"type\":\"ping\"}" + blanks)).isEqualTo(Signal.PING);
        }
        assertThat(reader.keptNames()).isZero();
    }

    @Test
    void readsAMessageWithMoreNamesThanAreKept() {
        StringBuilder message = new StringBuilder("{");
        for (int i = 0; i < 20_000; i++) {
            message.append("\"name").append(i).append("\":").append(i).append(',');
        }
        assertThat(read(message + "\"type\":\"ping\"}")).isEqualTo(Signal.PING);
    }

    private Inbound read(String text) {
        return reader.read(ByteSlice.ofText(text), 0);
    }
}
