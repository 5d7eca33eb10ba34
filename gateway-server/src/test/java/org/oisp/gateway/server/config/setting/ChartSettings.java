package org.oisp.gateway.server.config.setting;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.oisp.gateway.server.config.kind.ChoiceKind;
import org.oisp.gateway.server.config.kind.DurationKind;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.kind.FlagKind;
import org.oisp.gateway.server.config.kind.NumberKind;
import org.oisp.gateway.server.config.kind.SettingKind;
import org.oisp.gateway.server.config.kind.ShareKind;

/** Where the Helm chart has each {@link Setting}: among its settings, secrets or files; and what its schema says about it. */
final class ChartSettings {

    /** Settings that the chart derives from other values. */
    private static final Set<Setting> DERIVED = Set.of(
            Setting.PORT,
            Setting.MANAGEMENT_PORT,
            Setting.MANAGEMENT_HOST,
            Setting.ADVERTISED_SERVER,
            Setting.MAX_CONNECTIONS,
            Setting.PUBLIC_KEY,
            Setting.LOG_LEVEL);

    /** Files for which the chart has values of their own. */
    private static final Set<Setting> OTHER_FILES =
            Set.of(Setting.PUBLIC_KEY, Setting.TLS_CERTIFICATE, Setting.TLS_KEY);

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ChartSettings() {}

    /**
     * Returns the lines below {@code settings:}. Each setting is empty: the gateway has the defaults, not the chart.
     *
     * @return the lines, with the name of each group
     */
    static List<String> settingLines() {
        List<String> lines = new ArrayList<>();
        for (SettingGroup group : SettingGroup.values()) {
            List<String> block = listed().filter(setting -> setting.group() == group)
                    .map(setting -> "  " + setting.variable() + ": \"\"" + hint(setting))
                    .toList();
            if (!block.isEmpty()) {
                lines.add("  # " + group.title() + ".");
                lines.addAll(block);
            }
        }
        return lines;
    }

    private static String hint(Setting setting) {
        if (!(setting.kind() instanceof FileKind)) {
            return "";
        }
        return isFile(setting)
                ? " # a path; `files` mounts a file and sets this"
                : " # a path; `tls` mounts a file and sets this";
    }

    /**
     * Returns the lines below {@code secrets:}.
     *
     * @return a line for each secret
     */
    static List<String> secretLines() {
        return secrets()
                .map(setting -> "  %s: { name: \"\", key: %s }".formatted(setting.variable(), key(setting)))
                .toList();
    }

    /**
     * Returns the lines below {@code files:}.
     *
     * @return a line for each file
     */
    static List<String> fileLines() {
        return files().map(setting -> "  %s: { secretName: \"\", configMapName: \"\", key: %s.pem }"
                        .formatted(setting.variable(), key(setting)))
                .toList();
    }

    /**
     * Returns what the schema says about the children of {@code settings}. What is not given there is allowed: the chart's own words
     * about it are clearer than those of a schema.
     *
     * @return a schema for each setting
     */
    static ObjectNode settingSchemas() {
        ObjectNode schemas = JSON.objectNode();
        listed().forEach(setting -> schemas.set(setting.variable(), schema(setting)));
        Stream.of(Setting.values())
                .filter(setting -> !schemas.has(setting.variable()))
                .forEach(setting -> schemas.set(
                        setting.variable(),
                        described(setting.secret() ? "Not here, but in secrets" : "The chart sets it itself")));
        return schemas;
    }

    /**
     * Returns what the schema says about the children of {@code secrets}.
     *
     * @return a schema for each secret
     */
    static ObjectNode secretSchemas() {
        return references(secrets(), "#/definitions/secret");
    }

    /**
     * Returns what the schema says about the children of {@code files}.
     *
     * @return a schema for each file
     */
    static ObjectNode fileSchemas() {
        return references(files(), "#/definitions/file");
    }

    private static ObjectNode references(Stream<Setting> settings, String definition) {
        ObjectNode schemas = JSON.objectNode();
        settings.forEach(
                setting -> schemas.set(setting.variable(), JSON.objectNode().put("$ref", definition)));
        return schemas;
    }

    private static ObjectNode schema(Setting setting) {
        SettingKind<?> kind = setting.kind();
        ObjectNode schema = described(setting.description() + " (" + kind.allowed() + ")");
        if (kind instanceof NumberKind number) {
            schema.set("type", texts("integer", "string"));
            schema.put("minimum", number.min()).put("maximum", number.max()).put("pattern", "^[0-9]*$");
        } else if (kind instanceof ShareKind share) {
            schema.set("type", texts("number", "string"));
            schema.put("minimum", share.min())
                    .put("maximum", share.max())
                    .put("pattern", "^([0-9.]+([eE]-?[0-9]+)?)?$");
        } else if (kind instanceof DurationKind) {
            schema.put("type", "string").put("pattern", "^([0-9]{1,9}(ms|s|m|h))?$");
        } else if (kind instanceof FlagKind) {
            // YAML reads on and off as true and false.
            schema.set("enum", texts("", "on", "off").add(true).add(false));
        } else if (kind instanceof ChoiceKind<?> choice) {
            ArrayNode words = texts("");
            Stream.of(choice.choices().getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .forEach(words::add);
            schema.set("enum", words);
        } else {
            schema.set("type", texts("string", "integer"));
        }
        return schema;
    }

    private static ObjectNode described(String description) {
        return JSON.objectNode().put("description", description);
    }

    private static ArrayNode texts(String... texts) {
        ArrayNode array = JSON.arrayNode();
        Stream.of(texts).forEach(array::add);
        return array;
    }

    private static Stream<Setting> listed() {
        return Stream.of(Setting.values()).filter(setting -> !setting.secret() && !DERIVED.contains(setting));
    }

    private static Stream<Setting> secrets() {
        return Stream.of(Setting.values()).filter(Setting::secret);
    }

    private static Stream<Setting> files() {
        return Stream.of(Setting.values()).filter(ChartSettings::isFile);
    }

    private static boolean isFile(Setting setting) {
        return setting.kind() instanceof FileKind && !OTHER_FILES.contains(setting);
    }

    /** Returns the key that a Secret has by default, such as {@code database-url}. */
    private static String key(Setting setting) {
        return setting.tag().replace('_', '-');
    }
}
