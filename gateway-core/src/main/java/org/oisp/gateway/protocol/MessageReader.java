package org.oisp.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
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

    /**
     * Jackson keeps the names that it has met, in a table that grows by copies. Peers choose the names: with long ones they would
     * fill the memory, and with ever new ones have the table copied for each message. So a table is kept while it is small, and
     * longer messages have one of their own.
     */
    static final int MAX_KEPT_NAMES = 256;

    static final int MAX_LENGTH_WITH_KEPT_NAMES = 1024;

    private final JsonFactoryBuilder settings;
    private volatile Names kept;

    /**
     * Makes a reader.
     *
     * @param maxMessageBytes the longest message that will be given to it
     */
    public MessageReader(int maxMessageBytes) {
        settings = new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(maxMessageBytes)
                        .maxStringLength(maxMessageBytes)
                        .maxNameLength(maxMessageBytes)
                        .build());
        kept = new Names(settings);
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
        try (JsonParser parser = namesFor(text).createParser(text.array(), text.offset(), text.length())) {
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

    private Names namesFor(ByteSlice text) {
        if (text.length() > MAX_LENGTH_WITH_KEPT_NAMES) {
            return new Names(settings);
        }
        Names names = kept;
        if (names.count() > MAX_KEPT_NAMES) {
            names = new Names(settings);
            kept = names;
        }
        return names;
    }

    /** How many names are kept. */
    int keptNames() {
        return kept.count();
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

    /** Jackson, with a table of names of its own. */
    private static final class Names extends JsonFactory {

        private static final long serialVersionUID = 1L;

        Names(JsonFactoryBuilder settings) {
            super(settings);
        }

        int count() {
            return _byteSymbolCanonicalizer.size();
        }
    }
}
