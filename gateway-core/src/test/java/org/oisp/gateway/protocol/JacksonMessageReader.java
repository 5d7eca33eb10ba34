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
 * The former reader, based on Jackson, with which the tests compare the scanner that replaced it. Many projects have proven what Jackson
 * accepts and refuses.
 */
final class JacksonMessageReader {

    /** Jackson caches field names; a table that has grown beyond this is discarded. */
    private static final int MAX_KEPT_NAMES = 256;

    private static final int MAX_LENGTH_WITH_KEPT_NAMES = 1024;

    private final JsonFactoryBuilder settings;
    private volatile Names kept;

    JacksonMessageReader(int maxMessageBytes) {
        settings = new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MessageReader.MAX_DEPTH)
                        .maxNumberLength(maxMessageBytes)
                        .maxStringLength(maxMessageBytes)
                        .maxNameLength(maxMessageBytes)
                        .build());
        kept = new Names(settings);
    }

    Inbound read(ByteSlice text, long receivedNanos) {
        if (beginsWithByteOrderMark(text)) {
            return Signal.MALFORMED;
        }
        try (JsonParser parser = namesFor(text).createParser(text.array(), text.offset(), text.length())) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Signal.MALFORMED;
            }
            JacksonMessageFields fields = new JacksonMessageFields(text);
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

    private static boolean beginsWithByteOrderMark(ByteSlice text) {
        byte[] bytes = text.array();
        int at = text.offset();
        return text.length() >= 3
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF;
    }

    /** Returns the string at the parser, or null if the value is not a string; leaves the parser at the end of the value. */
    static @Nullable String textOrSkip(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** A Jackson factory with its own table of names. */
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
