package org.oisp.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound.Signal;

/**
 * Reads text messages: one pass over the bytes, no tree. Takes what {@code JSON.parse} takes, but for a key with half a surrogate
 * pair in it, and means what the original makes of it: of duplicate keys the last one counts, in whatever order they come.
 * Thread-safe.
 */
public final class MessageReader {

    /** How deep a message may be nested; deeper ones are malformed. The original's own stack ends at some thousands. */
    public static final int MAX_DEPTH = 1_000;

    private final JsonFactory json;

    /**
     * Makes a reader.
     *
     * @param maxMessageBytes the longest message that will be given to it
     */
    public MessageReader(int maxMessageBytes) {
        json = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(maxMessageBytes)
                        .maxStringLength(maxMessageBytes)
                        .maxNameLength(maxMessageBytes)
                        .build())
                .build();
    }

    /**
     * Reads one text message.
     *
     * @param text the message, valid UTF-8
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @return what it means; never fails, since a message that cannot be read is {@link Signal#MALFORMED}
     */
    public Inbound read(ByteSlice text, long receivedNanos) {
        if (beginsWithByteOrderMark(text)) {
            return Signal.MALFORMED;
        }
        try (JsonParser parser = json.createParser(text.array(), text.offset(), text.length())) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Signal.MALFORMED;
            }
            MessageFields fields = new MessageFields(text);
            if (first == JsonToken.START_OBJECT) {
                fields.read(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null || first == JsonToken.VALUE_NULL) {
                return Signal.MALFORMED;
            }
            return fields.toMessage(receivedNanos);
        } catch (IOException malformed) {
            return Signal.MALFORMED;
        }
    }

    private static boolean beginsWithByteOrderMark(ByteSlice text) {
        byte[] bytes = text.array();
        int at = text.offset();
        return text.length() >= 3
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF;
    }

    /** The text at the parser, or null if what stands there is not a text; leaves the parser behind the value. */
    static @Nullable String textOrSkip(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }
}
