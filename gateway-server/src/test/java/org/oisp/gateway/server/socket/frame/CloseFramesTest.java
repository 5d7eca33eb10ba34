package org.oisp.gateway.server.socket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.CloseFrame;

/** Tests the answers to a peer's close frame (RFC 6455, 5.5.1 and 7.4). */
class CloseFramesTest {

    @Test
    void answersACloseWithoutACode() {
        assertThat(CloseFrames.answerTo(new byte[0])).isEqualTo(CloseFrame.ANSWER);
    }

    @Test
    void answersHalfACodeAsAnError() {
        assertThat(CloseFrames.answerTo(new byte[] {3})).isEqualTo(CloseFrame.BAD_CLOSE);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void answersEachCodeThatMayBeSent(int code) {
        assertThat(CloseFrames.answerTo(payload(code, ""))).isEqualTo(CloseFrame.ANSWER);
        assertThat(CloseFrames.answerTo(payload(code, "gr\u00fcnde"))).isEqualTo(CloseFrame.ANSWER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 0x8000, 0xFFFF})
    void answersEachCodeThatMayNotBeSentAsAnError(int code) {
        assertThat(CloseFrames.answerTo(payload(code, ""))).isEqualTo(CloseFrame.BAD_CLOSE);
        assertThat(CloseFrames.answerTo(payload(code, "why"))).isEqualTo(CloseFrame.BAD_CLOSE);
    }

    @Test
    void answersAReasonThatIsNoTextAsInvalid() {
        byte[] payload = payload(1000, "xx");
        payload[3] = (byte) 0xFF;
        assertThat(CloseFrames.answerTo(payload)).isEqualTo(CloseFrame.INVALID_TEXT);

        // The code's bytes are not part of the text: 1000 is 03 E8, and E8 begins a character.
        assertThat(CloseFrames.answerTo(new byte[] {0x03, (byte) 0xE8, (byte) 0x80, (byte) 0x80}))
                .isEqualTo(CloseFrame.INVALID_TEXT);
    }

    private static byte[] payload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }
}
