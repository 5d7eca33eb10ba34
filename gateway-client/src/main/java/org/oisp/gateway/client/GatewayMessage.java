package org.oisp.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message of the gateway: {@code {"code":…,"content":…}}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GatewayMessage(
        byte[] message,
        int code,
        int start,
        int end,
        @Nullable String text) {

    static final int REGISTERED = 200;
    static final int PONG = 202;
    static final int ACTUATION = 1024;
    static final int OUTCOME = 1025;

    private static final JsonFactory JSON = new JsonFactory();

    /** Parses a message. Returns null if it is not one of the protocol. */
    static @Nullable GatewayMessage read(byte[] message) {
        int code = -1;
        int start = -1;
        int end = -1;
        String text = null;
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
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException notJson) {
            return null;
        }
        return code == -1 || start == -1 ? null : new GatewayMessage(message, code, start, end, text);
    }

    /** Returns the outcome that this message reports; null if it reports none. */
    @Nullable
    ActuationResult outcome() {
        return ActuationResult.read(message, start, end);
    }

    Actuation actuation() {
        return new Actuation(message, start, end);
    }
}
