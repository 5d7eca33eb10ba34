package org.oisp.gateway.auth.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a JSON Web Key Set into the JSON texts of its keys. jjwt's own set parser accepts duplicate ids in a key and keeps one of them,
 * and reads all keys before they can be counted.
 */
final class KeyDocument {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private KeyDocument() {}

    static List<String> keys(String document, int maxKeys) throws UnusableKeysException {
        List<String> keys = null;
        try (JsonParser json = JSON.createParser(document)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean wanted = json.currentName().equals("keys");
                    boolean array = json.nextToken() == JsonToken.START_ARRAY;
                    if (wanted && array) {
                        keys = elements(document, json, maxKeys);
                    } else {
                        json.skipChildren();
                    }
                }
                if (json.nextToken() != null) {
                    keys = null;
                }
            }
        } catch (IOException malformed) {
            throw notASet(malformed);
        }
        if (keys == null) {
            throw notASet(null);
        }
        return keys;
    }

    private static List<String> elements(String document, JsonParser json, int maxKeys)
            throws IOException, UnusableKeysException {
        List<String> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == maxKeys) {
                throw new UnusableKeysException("holds more than " + maxKeys + " keys");
            }
            int from = (int) json.currentTokenLocation().getCharOffset();
            json.skipChildren();
            elements.add(document.substring(from, (int) json.currentLocation().getCharOffset()));
        }
        return elements;
    }

    private static UnusableKeysException notASet(@Nullable Throwable cause) {
        return new UnusableKeysException("is not a JSON Web Key Set", cause);
    }
}
