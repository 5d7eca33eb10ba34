package org.oisp.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A message of the gateway: {@code {"code":…,"content":…}}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GatewayMessage(
        byte[] message,
        int code,
        int start,
        int end,
        @Nullable String text,
        OptIn optIn) {

    private static final int FIRST_REFUSAL = 400;
    private static final int LAST_REFUSAL = 599;

    static final int REGISTERED = 200;
    static final int PONG = 202;
    static final int ACTUATION = 1024;
    static final int OUTCOME = 1025;
    static final int RENEWAL = 1026;

    /** The members that only devices see that opted in: the id of an actuation, and what a registration was granted. */
    record OptIn(@Nullable String id, Set<String> features) {
        static final OptIn NONE = new OptIn(null, Set.of());
    }

    private static final JsonFactory JSON = new JsonFactory();

    /** Parses a message. Returns null if it is not one of the protocol. */
    static @Nullable GatewayMessage read(byte[] message) {
        int code = -1;
        int start = -1;
        int end = -1;
        String text = null;
        OptIn optIn = OptIn.NONE;
        try (JsonParser parser = JSON.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("code") && value == JsonToken.VALUE_NUMBER_INT) {
                    code = parser.getIntValue();
                } else if (name.equals("content")) {
                    start = (int) parser.currentTokenLocation().getByteOffset();
                    text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    parser.skipChildren();
                    end = (int) parser.currentLocation().getByteOffset();
                } else if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                    optIn = new OptIn(parser.getText(), optIn.features);
                } else if (name.equals("features") && value == JsonToken.START_ARRAY) {
                    optIn = new OptIn(optIn.id, features(parser));
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException notJson) {
            return null;
        }
        return code == -1 || start == -1 ? null : new GatewayMessage(message, code, start, end, text, optIn);
    }

    private static Set<String> features(JsonParser parser) throws IOException {
        Set<String> words = new TreeSet<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                words.add(parser.getText());
            }
            parser.skipChildren();
        }
        return Collections.unmodifiableSet(words);
    }

    /** Returns whether it refuses what the client has sent, as 401 and 500 do. */
    boolean isRefusal() {
        return code >= FIRST_REFUSAL && code <= LAST_REFUSAL;
    }

    Actuation actuation() {
        return new Actuation(message, start, end, optIn.id);
    }

    /** Returns the outcome in this message; null if there is none. */
    @Nullable
    ActuationReceipt receipt() {
        return ActuationReceipt.read(message, start, end);
    }
}
