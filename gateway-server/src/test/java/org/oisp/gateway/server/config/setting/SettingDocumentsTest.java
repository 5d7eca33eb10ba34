package org.oisp.gateway.server.config.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.kind.SecretKind;

/** Holds what is written about settings elsewhere to {@link Setting}, and writes it if the property {@code settings.write} is set. */
class SettingDocumentsTest {

    private static final String WRITE = "settings.write";
    private static final String TO_WRITE_IT = " is not what Setting says; to write it: mvn -pl gateway-server -am test"
            + " -Dtest=SettingDocumentsTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE;
    private static final Path HOME = Path.of(System.getProperty("gateway.home", ".."));
    private static final String HEADER = "| variable | default | allowed | what |";

    /** Settings that the chart derives from other values. */
    private static final Set<Setting> CHARTS_OWN = Set.of(
            Setting.PORT,
            Setting.MANAGEMENT_PORT,
            Setting.MANAGEMENT_HOST,
            Setting.ADVERTISED_SERVER,
            Setting.PUBLIC_KEY,
            Setting.LOG_LEVEL);

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

    /** The chart has each setting with an empty value: the gateway has the defaults, not the chart. */
    @Test
    void theValuesOfTheChartAreThoseOfTheSettings() throws IOException {
        Path values = HOME.resolve("deploy/helm/oisp-gateway/values.yaml");
        List<String> written = Files.readAllLines(values);
        int begin = written.indexOf("settings:") + 1;
        int end = begin + written.subList(begin, written.size()).indexOf("");
        List<String> expected = new ArrayList<>(written.subList(0, begin));
        for (SettingGroup group : SettingGroup.values()) {
            List<String> block = chart(group);
            if (!block.isEmpty()) {
                expected.add("  # " + group.title() + ".");
                expected.addAll(block);
            }
        }
        expected.addAll(written.subList(end, written.size()));
        hold(values, written, expected);
    }

    /** Returns the group's settings, without those that the chart derives, and without secrets, which are in no file of values. */
    private static List<String> chart(SettingGroup group) {
        return Stream.of(Setting.values())
                .filter(setting -> setting.group() == group)
                .filter(setting -> !CHARTS_OWN.contains(setting) && !(setting.kind() instanceof SecretKind))
                .map(setting -> "  " + setting.variable() + ": \"\""
                        + (setting.kind() instanceof FileKind ? " # a file of extraVolumes and extraVolumeMounts" : ""))
                .toList();
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
