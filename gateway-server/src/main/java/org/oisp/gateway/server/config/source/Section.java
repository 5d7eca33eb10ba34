package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some values that stand together in one variable's JSON. A null is as good as nothing there. */
public final class Section {

    private final String variable;
    private final String prefix;
    private final JsonNode fields;
    private final Findings findings;

    Section(String variable, String prefix, JsonNode fields, Findings findings) {
        this.variable = variable;
        this.prefix = prefix;
        this.fields = fields;
        this.findings = findings;
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
    public Origin origin(String name) {
        return new Origin(variable, prefix + name, "");
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
    public @Nullable Given text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            findings.problem(origin(name), "is not a text");
            return Given.unusable(origin(name));
        }
        return new Given(value.textValue(), origin(name));
    }

    /**
     * A number, or a text that should be one.
     *
     * @param name its name
     * @return as it was written, or null if there is none; empty for what is neither
     */
    public @Nullable Given number(String name) {
        JsonNode value = value(name);
        return value == null ? null : new Given(value.asText().trim(), origin(name));
    }

    /**
     * The sections of a list; a single one may stand there without the list.
     *
     * @param name the list's name
     * @return the sections; what is none is reported
     */
    public List<Section> list(String name) {
        JsonNode value = value(name);
        List<Section> sections = new ArrayList<>();
        if (value != null && value.isObject()) {
            sections.add(new Section(variable, prefix + name + ".", value, findings));
        } else if (value != null && value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                if (value.get(i).isObject()) {
                    sections.add(new Section(variable, prefix + name + "[" + i + "].", value.get(i), findings));
                } else {
                    findings.problem(origin(name + "[" + i + "]"), "is not a JSON object");
                }
            }
        } else if (has(name)) {
            findings.problem(origin(name), "is not a list");
        }
        return sections;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = fields.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }
}
