package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A body that waits in a mailbox retains about as much memory as the mailbox counts for it. */
class RetainedBytesTest {

    private static final String BODY = "{\"content\":{\"deviceId\":\"example001\"}}";

    private final MessageReader reader = new MessageReader(1024 * 1024);

    @Test
    void aBodyThatIsMostOfItsMessageIsNotCopied() {
        byte[] message = message("").getBytes(StandardCharsets.UTF_8);
        assertThat(body(message).array()).isSameAs(message);
    }

    @Test
    void aSmallBodyDoesNotKeepALongMessage() {
        byte[] message = message("x".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        ByteSlice body = body(message);
        assertThat(body).hasToString(BODY);
        assertThat(body.array()).hasSize(BODY.length());
    }

    @Test
    void aSmallBodyDoesNotKeepTheRoomThatFragmentsWereGatheredIn() {
        byte[] message = message("").getBytes(StandardCharsets.UTF_8);
        byte[] room = new byte[60_000];
        System.arraycopy(message, 0, room, 0, message.length);
        ByteSlice body = body(new ByteSlice(room, 0, message.length));
        assertThat(body).hasToString(BODY);
        assertThat(body.array()).hasSize(BODY.length());
    }

    /** The array may be longer than the body by the body's length and half a kilobyte. */
    @Test
    void anArrayIsKeptUpToSoMuchMore() {
        ByteSlice max = new ByteSlice(new byte[100 + 100 + 512], 0, 100);
        assertThat(max.compact()).isSameAs(max);
        ByteSlice less = new ByteSlice(new byte[100 + 100 + 513], 0, 100);
        assertThat(less.compact().array()).hasSize(100);
    }

    private static String message(String filling) {
        return "{\"type\":\"actuation\",\"filling\":\"" + filling + "\",\"body\":" + BODY
                + ",\"credentials\":{\"username\":\"a\",\"password\":\"b\"}}";
    }

    private ByteSlice body(byte[] message) {
        return body(new ByteSlice(message, 0, message.length));
    }

    private ByteSlice body(ByteSlice message) {
        return ((Inbound.ActuationMessage) reader.read(message, 0)).body().json();
    }
}
