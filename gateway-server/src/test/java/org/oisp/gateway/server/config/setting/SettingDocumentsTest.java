package org.oisp.gateway.server.config.setting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what is written about settings elsewhere to {@link Setting}, and writes it if the property {@code settings.write} is set. */
class SettingDocumentsTest {

    private static final String WRITE = "settings.write";
    private static final String TO_WRITE_IT = " is not what Setting says; to write it: mvn -pl gateway-server -am test"
            + " -Dtest=SettingDocumentsTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE;
    private static final Path HOME = Path.of(System.getProperty("gateway.home", ".."));
    private static final String HEADER = "| variable | default | allowed | what |";

    private static final Path CHART = HOME.resolve("deploy/helm/oisp-gateway");

    @Test
    void theTablesOfTheDocumentAreThoseOfTheSettings() throws IOException {
        Path document = HOME.resolve("docs/configuration.md");
        List<String> written = Files.readAllLines(document);
        List<String> expected = new ArrayList<>();
        String section = "";
        for (String line : written) {
            if (line.startsWith("## ")) {
                section = line.substring("## ".length());
            }
            if (line.startsWith("| variable |")) {
                expected.addAll(table(section));
            } else if (!line.equals("|---|---|---|---|") && !line.startsWith("| `GATEWAY_")) {
                expected.add(line);
            }
        }
        assertThat(written.stream().filter(line -> line.startsWith("## ")).map(line -> line.substring("## ".length())))
                .as("a heading for each group")
                .contains(Stream.of(SettingGroup.values())
                        .map(SettingGroup::title)
                        .toArray(String[]::new));
        assertThat(expected.stream().filter(HEADER::equals)).hasSameSizeAs(SettingGroup.values());
        hold(document, written, expected);
    }

    private static List<String> table(String section) {
        List<String> table = new ArrayList<>(List.of(HEADER, "|---|---|---|---|"));
        for (Setting setting : Setting.values()) {
            if (setting.group().title().equals(section)) {
                table.add("| `%s` | %s | %s | %s |"
                        .formatted(
                                setting.variable(),
                                setting.defaultValue().isEmpty() ? "none" : "`" + setting.defaultValue() + "`",
                                setting.kind().allowed(),
                                setting.description()));
            }
        }
        return table;
    }

    @Test
    void theValuesOfTheChartAreThoseOfTheSettings() throws IOException {
        Path values = CHART.resolve("values.yaml");
        List<String> written = Files.readAllLines(values);
        hold(values, written, values(written));
    }

    /** Returns what the file has to be: its own text, with the lines that the settings say. */
    private static List<String> values(List<String> written) {
        List<String> expected = replace(written, "secrets:", ChartSettings.secretLines());
        expected = replace(expected, "files:", ChartSettings.fileLines());
        return replace(expected, "settings:", ChartSettings.settingLines());
    }

    /** Replaces the lines between a heading and the next empty line. */
    private static List<String> replace(List<String> written, String heading, List<String> block) {
        int begin = written.indexOf(heading) + 1;
        int end = begin + written.subList(begin, written.size()).indexOf("");
        List<String> expected = new ArrayList<>(written.subList(0, begin));
        expected.addAll(block);
        expected.addAll(written.subList(end, written.size()));
        return expected;
    }

    @Test
    void theSchemaOfTheChartKnowsTheSettings() throws IOException {
        Path schema = CHART.resolve("values.schema.json");
        ObjectMapper json = new ObjectMapper();
        JsonNode tree = json.readTree(schema.toFile());
        JsonNode properties = tree.path("properties");
        ((ObjectNode) properties.path("settings")).set("properties", ChartSettings.settingSchemas());
        ((ObjectNode) properties.path("secrets")).set("properties", ChartSettings.secretSchemas());
        ((ObjectNode) properties.path("files")).set("properties", ChartSettings.fileSchemas());
        String text = json.writer(new DefaultPrettyPrinter()).writeValueAsString(tree);
        hold(schema, Files.readAllLines(schema), text.lines().toList());
    }

    @Test
    void theReadmeOfTheChartListsItsValues() throws IOException {
        Path readme = CHART.resolve("README.md");
        List<String> written = Files.readAllLines(readme);
        int table = written.indexOf("## Values") + 2;
        List<String> expected = new ArrayList<>(written.subList(0, table));
        expected.addAll(ChartReadme.table(values(Files.readAllLines(CHART.resolve("values.yaml")))));
        hold(readme, written, expected);
    }

    private static void hold(Path file, List<String> written, List<String> expected) throws IOException {
        if (System.getProperty(WRITE) != null) {
            Files.write(file, expected);
            return;
        }
        List<String> differences = new ArrayList<>();
        written.stream().filter(line -> !expected.contains(line)).forEach(line -> differences.add("-" + line));
        expected.stream().filter(line -> !written.contains(line)).forEach(line -> differences.add("+" + line));
        assertThat(written.equals(expected))
                .as("%s%s%n%s", file, TO_WRITE_IT, String.join("\n", differences))
                .isTrue();
    }
}
