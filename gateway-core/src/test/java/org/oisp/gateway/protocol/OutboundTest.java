package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests messages to peers byte for byte: replies, actuations, and the codes and reasons of close frames. */
class OutboundTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            REGISTERED    | {"code":200,"content":"Record in database update for device"}
            REGISTERED_ACK | {"code":200,"content":"Record in database update for device","features":["ack"]}
            REGISTERED_RENEW | {"code":200,"content":"Record in database update for device","features":["renew"]}
            REGISTERED_ACK_RENEW | {"code":200,"content":"Record in database update for device","features":["ack","renew"]}
            PONG          | {"code":202,"content":"PONG"}
            WRONG_FORMAT  | {"code":401,"content":"Wrong message format"}
            INVALID_TOKEN | {"code":401,"content":"Invalid device token for device"}
            UNAVAILABLE   | {"code":500,"content":"Internal server error, unable to set authorization data for device"}
            """)
    void repliesWithTheOriginalsWords(Reply reply, String json) {
        assertThat(reply.json()).hasToString(json);
        assertThat(reply.json().length()).isEqualTo(json.length());
    }

    @Test
    void hasNoOtherReplies() {
        assertThat(Reply.values()).hasSize(8);
    }

    @Test
    void putsTheBodyOfAnActuationBetweenTwoConstantPieces() {
        byte[] message = "xx{ \"content\":\"\u00e9\" }yy".getBytes(StandardCharsets.UTF_8);
        Outbound.Delivery delivery = new Outbound.Delivery(new ByteSlice(message, 2, message.length - 4), 0);

        String text = Outbound.Delivery.HEAD.toString() + delivery.body() + Outbound.Delivery.TAIL;
        assertThat(text).isEqualTo("{\"code\":1024,\"content\":{ \"content\":\"\u00e9\" }}");
        assertThat(delivery.length()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void closesWithTheOriginalsCodesAndReasons() {
        assertThat(CloseFrame.UNPROCESSABLE).isEqualTo(new CloseFrame(1003, "Unprocessable input"));
        assertThat(CloseFrame.POLICY).isEqualTo(new CloseFrame(1008, "Policy violation"));
        assertThat(CloseFrame.NORMAL).isEqualTo(new CloseFrame(1000, "Normal connection closure"));
        assertThat(CloseFrame.ANSWER.code()).isEqualTo(1000);
        assertThat(CloseFrame.GOING_AWAY.code()).isEqualTo(1001);
        assertThat(CloseFrame.UNMASKED.code()).isEqualTo(1002);
        assertThat(CloseFrame.INVALID_TEXT.code()).isEqualTo(1007);
        assertThat(CloseFrame.MESSAGE_TOO_BIG.code()).isEqualTo(1009);
        assertThat(CloseFrame.frameTooBig(70_000).code()).isEqualTo(1009);
        assertThat(CloseFrame.frameTooBig(70_000).reason()).contains("70000");
        assertThat(CloseFrame.unknownOpcode(0xB)).isEqualTo(new CloseFrame(1002, "Unrecognized Opcode: 0xb"));
        assertThat(CloseFrame.interrupted(1).code()).isEqualTo(1002);
    }

    /** A control frame holds 125 bytes, two of which are the code (RFC 6455, 5.5). */
    @Test
    void givesNoReasonThatIsTooLongForItsFrame() throws IllegalAccessException {
        List<CloseFrame> computed = List.of(
                CloseFrame.frameTooBig(Long.MAX_VALUE), CloseFrame.unknownOpcode(15), CloseFrame.interrupted(2));

        assertThat(computed).allSatisfy(OutboundTest::fits);
        var constants = Arrays.stream(CloseFrame.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == CloseFrame.class)
                .toList();
        assertThat(constants).isNotEmpty();
        for (var constant : constants) {
            fits((CloseFrame) constant.get(null));
        }
    }

    private static void fits(CloseFrame closeFrame) {
        assertThat(closeFrame.reason().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
        // 1005, 1006 and 1015 never go on the wire (RFC 6455, 7.4.1).
        assertThat(closeFrame.code()).isBetween(1000, 1014).isNotIn(1004, 1005, 1006);
    }

    @Test
    void slicesWithinTheirBounds() {
        ByteSlice slice = new ByteSlice("0123456789".getBytes(StandardCharsets.US_ASCII), 2, 6);

        assertThat(slice).hasToString("234567");
        assertThat(slice.part(1, 4)).hasToString("345");
        assertThat(slice.part(6, 6)).hasToString("");
        assertThatThrownBy(() -> slice.part(0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.part(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ByteSlice(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ByteSlice(new byte[3], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
