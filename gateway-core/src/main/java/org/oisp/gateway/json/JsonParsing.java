package org.oisp.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/** Steps through messages of JSON, token by token; what does not fit fails with an {@link IOException}. Thread-safe. */
public final class JsonParsing {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonParsing() {}

    /**
     * Returns a parser of a message.
     *
     * @param message the message, in UTF-8
     * @return a parser before its first token; to be closed
     * @throws IOException if it does not begin as JSON can
     */
    public static JsonParser parser(ByteSlice message) throws IOException {
        return JSON.createParser(message.array(), message.offset(), message.length());
    }

    /**
     * Steps to the value of an object's next member. The value before must have been read to its end.
     *
     * @param in at the start of the object, or at the end of a member's value
     * @return the member's name; null at the end of the object
     * @throws IOException if the JSON is malformed
     */
    public static @Nullable String nextMember(JsonParser in) throws IOException {
        if (in.nextToken() == JsonToken.END_OBJECT) {
            return null;
        }
        expect(in.currentToken(), JsonToken.FIELD_NAME);
        String name = in.currentName();
        in.nextToken();
        return name;
    }

    /**
     * Returns the text at which the parser is.
     *
     * @param in at a value
     * @return the text, without escapes
     * @throws IOException if the value is no text
     */
    public static String text(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.VALUE_STRING);
        return in.getText();
    }

    /**
     * Fails if a token is not the one that belongs there.
     *
     * @param found the token; null at the end of the message
     * @param expected the one that belongs there
     * @throws IOException if they differ
     */
    public static void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("no " + expected + " where one belongs");
        }
    }
}
