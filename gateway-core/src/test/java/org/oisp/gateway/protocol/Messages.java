package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads messages as the socket does, from within a larger array. */
final class Messages {

    static final int MAX_BYTES = 1 << 20;
    static final long RECEIVED = 42;

    private static final MessageReader READER = new MessageReader(MAX_BYTES);
    private static final int BEFORE = 7;
    private static final int BEHIND = 5;

    private Messages() {}

    static Inbound read(String text) {
        return READER.read(slice(text), RECEIVED);
    }

    static Inbound.ActuationMessage actuation(String text) {
        return (Inbound.ActuationMessage) read(text);
    }

    /** Returns the parsed body of an actuation with good credentials; null if the body is unusable. */
    static Inbound.Body body(String body) {
        return actuation("{\"type\":\"actuation\",\"credentials\":{\"username\":\"u\",\"password\":\"p\"},\"body\":"
                        + body + "}")
                .body();
    }

    /** Returns the target that an actuation with this {@code content} names. */
    static Target target(String content) {
        return body("{\"content\":" + content + "}").target();
    }

    /** Returns the text between bytes that would continue it for a reader that ignores the slice's bounds. */
    private static ByteSlice slice(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] larger = new byte[BEFORE + bytes.length + BEHIND];
        Arrays.fill(larger, (byte) '1');
        System.arraycopy(bytes, 0, larger, BEFORE, bytes.length);
        return new ByteSlice(larger, BEFORE, bytes.length);
    }
}
