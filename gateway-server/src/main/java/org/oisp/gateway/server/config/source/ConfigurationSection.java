package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of values in one variable's JSON. A JSON null counts as missing. */
public final class ConfigurationSection {

    private final String variable;
    private final String prefix;
    private final JsonNode fields;
    private final ConfigurationFindings configurationFindings;

    ConfigurationSection(String variable, String prefix, JsonNode fields, ConfigurationFindings configurationFindings) {
        this.variable = variable;
        this.prefix = prefix;
        this.fields = fields;
        this.configurationFindings = configurationFindings;
    }

    /**
     * Returns whether the section is empty.
     *
     * @return true if it has no field
     */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * Returns where a value is or would be.
     *
     * @param name its name
     * @return the place
     */
    public ValueOrigin origin(String name) {
        return new ValueOrigin(variable, prefix + name, "");
    }

    /**
     * Returns whether a value is given. An empty text is none, as in the original's JavaScript.
     *
     * @param name its name
     * @return whether it is given
     */
    public boolean has(String name) {
        JsonNode value = value(name);
        return value != null && !(value.isTextual() && value.textValue().isEmpty());
    }

    /**
     * Returns a text.
     *
     * @param name its name
     * @return the text, which may be empty, or null if it is missing; any other JSON type is reported and unusable
     */
    public @Nullable GivenValue text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            configurationFindings.problem(origin(name), "is not a string");
            return GivenValue.unusable(origin(name));
        }
        return new GivenValue(value.textValue(), origin(name));
    }

    /**
     * Returns a number, or a text that may be one.
     *
     * @param name its name
     * @return the value as it is written, or null if it is missing; empty for an object or array
     */
    public @Nullable GivenValue number(String name) {
        JsonNode value = value(name);
        return value == null ? null : new GivenValue(value.asText().trim(), origin(name));
    }

    /**
     * Returns the sections of a list, or a single section without a list.
     *
     * @param name the list's name
     * @return the sections; other elements are reported
     */
    public List<ConfigurationSection> list(String name) {
        JsonNode value = value(name);
        List<ConfigurationSection> sections = new ArrayList<>();
        if (value != null && value.isObject()) {
            sections.add(new ConfigurationSection(variable, prefix + name + ".", value, configurationFindings));
        } else if (value != null && value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                if (value.get(i).isObject()) {
                    sections.add(new ConfigurationSection(
                            variable, prefix + name + "[" + i + "].", value.get(i), configurationFindings));
                } else {
                    configurationFindings.problem(origin(name + "[" + i + "]"), "is not a JSON object");
                }
            }
        } else if (has(name)) {
            configurationFindings.problem(origin(name), "is not a list");
        }
        return sections;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = fields.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }
}
