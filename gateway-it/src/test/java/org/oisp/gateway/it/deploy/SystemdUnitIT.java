package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.server.command.ExitStatus;
import org.oisp.gateway.server.config.setting.Setting;

/** {@code deploy/systemd}: the unit, and the file of settings that it reads. */
class SystemdUnitIT {

    private static final Path DIRECTORY = HOME.resolve("deploy/systemd");
    private static final Path UNIT = DIRECTORY.resolve("oisp-gateway.service");
    private static final List<String> JAVA = List.of("JVM_OPTIONS", "JAVA_HOME");

    @Test
    void itFitsWhatTheGatewayDoes() {
        Map<String, String> service = text(UNIT)
                .lines()
                .filter(line -> line.matches("[A-Z]\\w+=.*"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> first));
        assertThat(service)
                .containsEntry("Type", "notify")
                .containsEntry("DynamicUser", "yes")
                .containsEntry("ProtectSystem", "strict")
                .containsEntry("Restart", "always")
                .containsEntry("RestartPreventExitStatus", Integer.toString(ExitStatus.CONFIGURATION));
        Duration drain = Duration.ofSeconds(25);
        assertThat(Setting.DRAIN_TIMEOUT.defaultValue()).isEqualTo(drain.toSeconds() + "s");
        assertThat(Duration.ofSeconds(Long.parseLong(service.get("TimeoutStopSec"))))
                .isGreaterThan(drain);
    }

    @Test
    void everyVariableOfItsSettingsIsThere() {
        List<String> known = Stream.of(Setting.values()).map(Setting::variable).toList();
        List<String> named = text(DIRECTORY.resolve("gateway.env"))
                .lines()
                .filter(line -> line.matches("#?[A-Z_]+=.*"))
                .map(line -> line.replaceFirst("^#", "").replaceFirst("=.*", ""))
                .toList();
        assertThat(named).isNotEmpty().allMatch(name -> JAVA.contains(name) || known.contains(name), "a setting");
    }

    @Test
    void systemdFindsNothingWrongWithIt(@TempDir Path directory) throws IOException, InterruptedException {
        assumeThat(List.of("/usr/bin/systemd-analyze", "/bin/systemd-analyze"))
                .as("systemd-analyze is here")
                .anyMatch(program -> Files.isExecutable(Path.of(program)));
        // The program has to be there.
        Path unit = Files.writeString(
                directory.resolve("oisp-gateway.service"),
                text(UNIT)
                        .replace(
                                "/opt/oisp-gateway/gateway",
                                HOME.resolve("gateway").toString()));
        Process process = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines().filter(line -> line.contains("oisp-gateway"))).isEmpty();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
