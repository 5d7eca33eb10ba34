package org.oisp.gateway.auth.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.io.DeserializationException;
import io.jsonwebtoken.io.Deserializer;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of tokens as {@code JSON.parse} does: the last of duplicate keys counts, and every number is a double. Hides the claims of
 * RFC 7519, 4.1, from jjwt, which would convert them by other rules than the original gateway's: for example, it accepts a string of digits
 * as a time. Hides {@code crit} and {@code b64}, of which jjwt accepts some forms, and {@code cty}, with which jjwt does not read the
 * payload as claims. {@link #find} finds them. Immutable.
 */
final class TokenJson implements Deserializer<Map<String, ?>> {

    /** The maximum length of a token, and of each part of it. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final Set<String> JUDGED_HERE = Set.of(
            Claims.ISSUER,
            Claims.SUBJECT,
            Claims.AUDIENCE,
            Claims.EXPIRATION,
            Claims.NOT_BEFORE,
            Claims.ISSUED_AT,
            Claims.ID,
            "crit",
            "b64",
            "cty");

    /** The prefix of hidden names; no other name begins with it, see {@link #object}. */
    private static final String HIDDEN = "\0";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNumberLength(MAX_LENGTH).build())
            .build();

    /** A hidden value, wrapped so that jjwt does not drop null and empty values. */
    private record Written(@Nullable Object value) {}

    /** Returns the hidden value of a name: null, Boolean, Double, String, List or Map; null also if there is none. */
    static @Nullable Object find(Map<String, ?> part, String name) {
        return part.get(HIDDEN + name) instanceof Written written ? written.value : null;
    }

    /** Returns whether there is a hidden value of that name, JSON null included. */
    static boolean has(Map<String, ?> part, String name) {
        return part.containsKey(HIDDEN + name);
    }

    @Override
    @Deprecated // by jjwt, which calls the other method
    public Map<String, ?> deserialize(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, ?> deserialize(Reader reader) throws DeserializationException {
        try (JsonParser json = JSON.createParser(reader)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new DeserializationException("no JSON object");
            }
            Map<String, @Nullable Object> all = object(json);
            if (json.nextToken() != null) {
                throw new DeserializationException("something follows the JSON object");
            }
            return all;
        } catch (IOException unreadable) {
            // Omits the original message, which shows the token's content.
            throw new DeserializationException("no JSON");
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
        Map<String, @Nullable Object> object = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json);
            if (JUDGED_HERE.contains(name)) {
                object.put(HIDDEN + name, new Written(value));
            } else if (!name.startsWith(HIDDEN)) {
                object.put(name, value);
            }
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser json) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(json));
        }
        return array;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Double.valueOf(json.getText());
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            case VALUE_NULL -> null;
            default -> throw new DeserializationException("no JSON value");
        };
    }
}
