package org.oisp.gateway.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code OISP_WEBSOCKET_SERVER_CONFIG} as the original reads it: JSON in which a text {@code @@NAME} or {@code %%NAME} stands for the
 * JSON in the variable NAME, and so on. A reference to nothing or to itself is an empty object.
 */
final class OispConfiguration {

    static final String ROOT = "OISP_WEBSOCKET_SERVER_CONFIG";

    private final Environment environment;
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final ObjectNode root;

    OispConfiguration(Environment environment) {
        this.environment = environment;
        this.root = resolveRoot();
    }

    /** A section, empty if there is none. */
    Section section(String name) {
        JsonNode value = root.path(name);
        String reference = reference(value);
        if (reference == null) {
            return new Section(environment, ROOT, name + ".", value);
        }
        Deque<String> path = new ArrayDeque<>(List.of(ROOT));
        return new Section(environment, reference, "", resolve(value, path));
    }

    private ObjectNode resolveRoot() {
        String text = environment.get(ROOT);
        if (text == null) {
            environment.problem(ROOT, "is not set; see the README, section Configuration");
            return json.createObjectNode();
        }
        JsonNode parsed = parse(ROOT, text);
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        if (parsed != null) {
            environment.problem(ROOT, "is not a JSON object");
        }
        return json.createObjectNode();
    }

    private static @Nullable String reference(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : "";
        return text.startsWith("@@") || text.startsWith("%%") ? text.substring(2) : null;
    }

    private JsonNode resolve(JsonNode value, Deque<String> path) {
        String reference = reference(value);
        if (reference == null) {
            return resolveFields(value, path);
        }
        if (path.contains(reference)) {
            environment.note(reference + " refers to itself; taken as empty");
            return json.createObjectNode();
        }
        String text = environment.get(reference);
        if (text == null) {
            environment.note(reference + " is not set, but " + path.getLast() + " refers to it; taken as empty");
            return json.createObjectNode();
        }
        path.addLast(reference);
        JsonNode parsed = parse(reference, text);
        JsonNode resolved = parsed == null ? json.createObjectNode() : resolveFields(parsed, path);
        path.removeLast();
        return resolved;
    }

    private JsonNode resolveFields(JsonNode value, Deque<String> path) {
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        fields.forEach(field -> object.set(field.getKey(), resolve(field.getValue(), path)));
        return object;
    }

    private @Nullable JsonNode parse(String variable, String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException malformed) {
            // The parser's own message may show what it read, and that may be a password.
            JsonLocation at = malformed.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            environment.problem(variable, "is not JSON" + where);
            return null;
        }
    }

    /** Some settings of one variable. */
    static final class Section {
        private final Environment environment;
        private final String variable;
        private final String prefix;
        private final JsonNode fields;

        Section(Environment environment, String variable, String prefix, JsonNode fields) {
            this.environment = environment;
            this.variable = variable;
            this.prefix = prefix;
            this.fields = fields;
        }

        boolean isEmpty() {
            return fields.isEmpty();
        }

        /** A text that has to be there. */
        String required(String name) {
            JsonNode value = fields.path(name);
            if (!value.isTextual()) {
                environment.problem(
                        variable, prefix + name + (value.isMissingNode() ? " is missing" : " is not a text"));
                return "";
            }
            if (value.textValue().isEmpty()) {
                environment.problem(variable, prefix + name + " is empty");
            }
            return value.textValue();
        }

        /** A text that may be empty, but has to be there. */
        String requiredOrEmpty(String name) {
            JsonNode value = fields.path(name);
            return value.isTextual() ? value.textValue() : required(name);
        }

        /** A port, as a number or as a text; the default where there is none. */
        int port(String name, int defaultPort) {
            JsonNode value = fields.path(name);
            if (value.isMissingNode() || value.isNull()) {
                return defaultPort;
            }
            int port = value.isInt() ? value.intValue() : value.isTextual() ? parse(value.textValue()) : -1;
            if (port < 1 || port > 65535) {
                environment.problem(variable, prefix + name + " is not a port from 1 to 65535");
                return defaultPort;
            }
            return port;
        }

        private static int parse(String text) {
            try {
                return Integer.parseInt(text.trim());
            } catch (NumberFormatException notANumber) {
                return -1;
            }
        }
    }
}
