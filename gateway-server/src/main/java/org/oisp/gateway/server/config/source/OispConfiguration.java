package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code OISP_WEBSOCKET_SERVER_CONFIG} as the original server reads it: JSON in which a text {@code @@NAME} or {@code %%NAME} stands
 * for the JSON in the variable NAME, recursively. A reference to itself or to a missing variable is an empty object.
 */
public final class OispConfiguration {

    /** Variable that refers to the others. */
    public static final String ROOT = "OISP_WEBSOCKET_SERVER_CONFIG";

    private final Environment environment;
    private final ConfigurationFindings configurationFindings;
    private final VariableJson json;
    private final @Nullable GivenValue givenValue;
    private final ObjectNode root;

    /**
     * Reads the root. Sections are resolved on request.
     *
     * @param environment the variables
     * @param configurationFindings receives problems and notes
     */
    public OispConfiguration(Environment environment, ConfigurationFindings configurationFindings) {
        this.environment = environment;
        this.configurationFindings = configurationFindings;
        this.json = new VariableJson(configurationFindings);
        this.givenValue = environment.get(ROOT);
        this.root = givenValue == null ? json.empty() : json.object(givenValue);
    }

    /**
     * Returns whether the configuration is given.
     *
     * @return whether the root variable is set
     */
    public boolean isGiven() {
        return givenValue != null;
    }

    /**
     * Returns a section.
     *
     * @param name its name in the root
     * @return the section; empty if it is missing
     */
    public ConfigurationSection section(String name) {
        JsonNode value = root.path(name);
        String reference = reference(value);
        Deque<String> path = new ArrayDeque<>(List.of(ROOT));
        return reference == null
                ? new ConfigurationSection(ROOT, name + ".", resolve(value, path), configurationFindings)
                : new ConfigurationSection(reference, "", resolve(value, path), configurationFindings);
    }

    /**
     * Returns whether the root itself has a value other than an empty text.
     *
     * @param name the value's name
     * @return whether it is given
     */
    public boolean has(String name) {
        return new ConfigurationSection(ROOT, "", root, configurationFindings).has(name);
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
            configurationFindings.note(reference + " refers to itself; taken as empty");
            return json.empty();
        }
        GivenValue referred = environment.get(reference);
        if (referred == null) {
            configurationFindings.note(
                    reference + " is not set, but " + path.getLast() + " refers to it; taken as empty");
            return json.empty();
        }
        path.addLast(reference);
        JsonNode parsed = json.parse(referred);
        JsonNode resolved = parsed == null ? json.empty() : resolveFields(parsed, path);
        path.removeLast();
        return resolved;
    }

    private JsonNode resolveFields(JsonNode value, Deque<String> path) {
        if (value instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
            fields.forEach(field -> object.set(field.getKey(), resolve(field.getValue(), path)));
        } else if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, resolve(list.get(i), path));
            }
        }
        return value;
    }
}
