package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some values that stand together in one variable's JSON. A null is as good as nothing there. */
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
     * Whether nothing stands here.
     *
     * @return true if there is no value
     */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * Where a value would stand.
     *
     * @param name its name
     * @return the place
     */
    public ValueOrigin origin(String name) {
        return new ValueOrigin(variable, prefix + name, "");
    }

    /**
     * Whether a value stands here that JavaScript takes for one: an empty text is none.
     *
     * @param name its name
     * @return whether it does
     */
    public boolean has(String name) {
        JsonNode value = value(name);
        return value != null && !(value.isTextual() && value.textValue().isEmpty());
    }

    /**
     * A text.
     *
     * @param name its name
     * @return the text, which may be empty, or null if there is none; what is no text is reported and unusable
     */
    public @Nullable GivenValue text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            configurationFindings.problem(origin(name), "is not a text");
            return GivenValue.unusable(origin(name));
        }
        return new GivenValue(value.textValue(), origin(name));
    }

    /**
     * A number, or a text that should be one.
     *
     * @param name its name
     * @return as it was written, or null if there is none; empty for what is neither
     */
    public @Nullable GivenValue number(String name) {
        JsonNode value = value(name);
        return value == null ? null : new GivenValue(value.asText().trim(), origin(name));
    }

    /**
     * The sections of a list; a single one may stand there without the list.
     *
     * @param name the list's name
     * @return the sections; what is none is reported
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
