package org.oisp.gateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Changes some bytes of a message such that it stays UTF-8: cuts, copies, and inserts characters that matter in JSON. */
final class MessageChanges {

    static final String[] ODD_ESCAPES = {
        "\\ud800",
        "\\udc00",
        "\\uD83D\\uDE00",
        "\\ude00\\ud83d",
        "\\ud83d\\ud83d\\ude00",
        "\\ud83d\\n",
        "\\ud83dx",
        "\\u12",
        "\\uzzzz",
        "\\x41",
        "\\",
        "\\\"",
        "\\u00e9",
        "\\u0000",
        "\\/",
        "\u00e9\\n\ud83d\ude00"
    };

    /** Characters that change the meaning of a message when inserted. */
    private static final byte[] TELLING =
            "{}[]:,\"\"\"\\\\u/ \t\r\n-+.eE0123456789truefalsnx'\0\u001f\u007f".getBytes(StandardCharsets.UTF_8);

    private final Random random;

    MessageChanges(Random random) {
        this.random = random;
    }

    /** Returns the message with some changes, or unchanged if the result is not UTF-8. */
    byte[] of(byte[] message) {
        byte[] changed = message;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            changed = change(changed);
        }
        return isUtf8(changed) ? changed : message;
    }

    private byte[] change(byte[] message) {
        if (message.length == 0) {
            return message;
        }
        int at = random.nextInt(message.length);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(message, at);
            case 1 -> spliced(message, at, 1, new byte[] {telling()});
            case 2 -> spliced(message, at, 0, new byte[] {telling()});
            case 3 -> spliced(message, at, Math.min(1 + random.nextInt(4), message.length - at), new byte[0]);
            case 4 -> {
                int from = random.nextInt(message.length);
                int length = random.nextInt(Math.min(60, message.length - from + 1));
                yield spliced(message, at, 0, Arrays.copyOfRange(message, from, from + length));
            }
            default ->
                spliced(
                        message,
                        at,
                        0,
                        ODD_ESCAPES[random.nextInt(ODD_ESCAPES.length)].getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] spliced(byte[] message, int at, int removed, byte[] added) {
        byte[] result = new byte[message.length - removed + added.length];
        System.arraycopy(message, 0, result, 0, at);
        System.arraycopy(added, 0, result, at, added.length);
        System.arraycopy(message, at + removed, result, at + added.length, message.length - at - removed);
        return result;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .hasArray();
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    private byte telling() {
        return TELLING[random.nextInt(TELLING.length)];
    }
}
