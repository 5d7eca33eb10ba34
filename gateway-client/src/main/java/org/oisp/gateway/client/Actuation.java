package org.oisp.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An actuation that a device has received. Immutable; parsed on demand, so fields that are not read cost nothing. */
public final class Actuation {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] message;
    private final int start;
    private final int end;
    private final @Nullable String id;

    Actuation(byte[] message, int start, int end, @Nullable String id) {
        this.message = message;
        this.start = start;
        this.end = end;
        this.id = id;
    }

    /**
     * A parameter of the command.
     *
     * @param name its name
     * @param value its value: the text of a JSON string, or the JSON of any other value
     */
    public record Parameter(String name, String value) {}

    /**
     * Returns the actuation's id on this connection: the id that its sender gave it, if it gave one, and a number. Unique as long as the
     * connection lasts.
     *
     * @return the id; null unless the device reports and the gateway has granted that
     */
    public @Nullable String id() {
        return id;
    }

    /**
     * Returns the body as its sender wrote it.
     *
     * @return the text of a JSON object
     */
    public String body() {
        return new String(message, start, end - start, StandardCharsets.UTF_8);
    }

    /**
     * Returns the command to carry out, {@code body.content.command}.
     *
     * @return its name; null if the sender gave none
     */
    public @Nullable String command() {
        try (JsonParser parser = content()) {
            return parser != null && enter(parser, "command", JsonToken.VALUE_STRING) ? parser.getText() : null;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Returns the command's parameters, {@code body.content.params}, in the sender's order.
     *
     * @return name and value of each; empty if there are none. Entries without a name are left out
     */
    public List<Parameter> params() {
        try (JsonParser parser = content()) {
            if (parser == null || !enter(parser, "params", JsonToken.START_ARRAY)) {
                return List.of();
            }
            List<Parameter> params = new ArrayList<>(2);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    Parameter param = param(parser);
                    if (param != null) {
                        params.add(param);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return params;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Returns the value of the first parameter of this name.
     *
     * @param name the name
     * @return its value; null if there is none
     */
    public @Nullable String param(String name) {
        for (Parameter param : params()) {
            if (param.name().equals(name)) {
                return param.value();
            }
        }
        return null;
    }

    /** Returns a parser positioned at the object {@code body.content}; null if there is none. */
    private @Nullable JsonParser content() throws IOException {
        JsonParser parser = JSON.createParser(message, start, end - start);
        if (parser.nextToken() == JsonToken.START_OBJECT && enter(parser, "content", JsonToken.START_OBJECT)) {
            return parser;
        }
        parser.close();
        return null;
    }

    /** Advances from an object's start to the value of a field. Returns false if the field is missing or of another type. */
    private static boolean enter(JsonParser parser, String field, JsonToken kind) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (wanted) {
                return value == kind;
            }
            parser.skipChildren();
        }
        return false;
    }

    private @Nullable Parameter param(JsonParser parser) throws IOException {
        String name = null;
        String value = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            String text = text(parser);
            if (field.equals("name")) {
                name = text;
            } else if (field.equals("value")) {
                value = text;
            }
        }
        return name == null ? null : new Parameter(name, value);
    }

    private String text(JsonParser parser) throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return parser.getText();
        }
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = start + (int) parser.currentLocation().getByteOffset();
        return new String(message, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        // Payloads must not appear in logs.
        return "Actuation[" + (end - start) + " bytes]";
    }
}
