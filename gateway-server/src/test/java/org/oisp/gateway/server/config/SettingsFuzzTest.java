package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.oisp.gateway.server.config.setting.Setting;

/** Any environment gives settings or findings, one line each, never an exception; and no line shows a secret. */
class SettingsFuzzTest {

    private static final String SECRET = "hush-hush";
    private static final long MEMORY = 1L << 30;
    private static final Path DIRECTORY = directory();

    /** Fuzzes an environment of {@code NAME=value} lines. */
    @FuzzTest
    void giveSettingsOrFindings(byte[] bytes) {
        Map<String, String> variables = new HashMap<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            int end = line.indexOf('=');
            // Files of this machine are not part of the fuzzed environment.
            if (end > 0 && !line.startsWith("/", end + 1) && !line.contains("..")) {
                variables.put(line.substring(0, end), line.substring(end + 1).replace(SECRET, ""));
            }
        }
        for (Setting setting : Setting.values()) {
            if (setting.secret() && setting != Setting.DATABASE_URL) {
                variables.computeIfPresent(
                        setting.variable(), (name, value) -> value.isBlank() ? value : SECRET + value);
            }
        }
        variables.replaceAll((name, value) ->
                name.startsWith("GATEWAY_") ? value : value.replaceAll("(?i)(password\"\\s*:\\s*\")", "$1" + SECRET));
        variables.computeIfPresent(
                Setting.DATABASE_URL.variable(),
                (name, value) -> value.replaceFirst("^(postgresql://[a-z]+:)([^@:/]*@)", "$1" + SECRET + "$2"));
        assertThat(shown(variables)).allSatisfy(line -> assertThat(line).doesNotContain(SECRET));
    }

    /** Returns all lines that are shown for it. */
    private static List<String> shown(Map<String, String> variables) {
        try {
            ConfigurationReport report =
                    Configuration.read(variables, DIRECTORY, MEMORY, MEMORY).report();
            List<String> lines = new ArrayList<>(report.notes());
            report.effective().forEach(setting -> lines.add(setting.toString()));
            return lines;
        } catch (ConfigurationException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .allMatch(SettingsFuzzTest::namesAVariable);
            return refused.problems();
        }
    }

    private static boolean namesAVariable(String problem) {
        return problem.matches("(?s)(GATEWAY|OISP|VCAP)_[^:]+: .+");
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("settings");
            directory.toFile().deleteOnExit();
            Variables.none(directory);
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
