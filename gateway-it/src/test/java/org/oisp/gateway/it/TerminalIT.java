package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;

/** The packaged program in a real shell, and on a real pseudo-terminal. */
class TerminalIT {

    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    private Path home;

    /** Returns the command line that a shell uses for {@code gateway}. */
    private String gateway() throws IOException {
        try (Stream<Path> files = Files.list(GatewayProcess.TARGET)) {
            Path jar = files.filter(file -> file.getFileName().toString().matches("gateway-cli-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
            return "%s/bin/java -cp '%s:%s/lib/*' -Dgateway.home='%s' org.oisp.gateway.cli.GatewayMain"
                    .formatted(System.getProperty("java.home"), jar, GatewayProcess.TARGET, home);
        }
    }

    private record Run(int status, String output) {}

    private static Run shell(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"));
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private Run bash(String line) throws Exception {
        return shell(Map.of(), "bash", "-c", "gateway() { " + gateway() + " \"$@\"; }; " + line);
    }

    private Run terminal(Map<String, String> environment, String arguments) throws Exception {
        assumeThat(SCRIPT).exists();
        return shell(environment, SCRIPT.toString(), "-qec", gateway() + " " + arguments, "/dev/null");
    }

    @Test
    void theVersionNamesTheCommitThatItWasBuiltFrom() throws Exception {
        Run version = bash("gateway --version");
        assertThat(version.status()).isZero();
        assertThat(version.output()).matches("gateway \\d+\\.\\d+\\.\\d+( \\([0-9a-f]{7,40}(, with changes)?\\))?\n");
        if (Files.exists(Path.of(System.getProperty("gateway.home"), ".git"))) {
            assertThat(version.output()).contains("(");
        }
    }

    @Test
    void coloursAreForTerminalsOnlyAndNotWithoutConsent() throws Exception {
        assertThat(terminal(Map.of(), "--help").output()).contains("\u001b[");
        assertThat(terminal(Map.of("NO_COLOR", "1"), "--help").output())
                .contains("Usage:")
                .doesNotContain("\u001b[");
        assertThat(bash("gateway --help").output()).contains("Usage:").doesNotContain("\u001b[");
    }

    @Test
    void aReaderThatHasEnoughEndsItQuietly() throws Exception {
        Run head = bash("set -o pipefail; gateway completion | head -n 1; echo \"${PIPESTATUS[0]}\"");
        assertThat(head.output().lines()).hasSize(2).last().isEqualTo("0");
        assertThat(bash("gateway --help | true").output()).isEmpty();
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Run completed = bash("""
                eval "$(gateway completion)"
                complete -p gateway
                COMP_WORDS=(./gateway fl) COMP_CWORD=1 COMP_LINE="./gateway fl" COMP_POINT=12
                _complete_gateway && echo "${COMPREPLY[@]}"
                COMP_WORDS=(./gateway fleet --storm-) COMP_CWORD=2 COMP_LINE="./gateway fleet --storm-" COMP_POINT=24
                _complete_gateway && echo "${COMPREPLY[@]}"
                """);
        assertThat(completed.output()).contains("_complete_gateway", "\nfleet", "--storm-jitter");
    }

    /** An id that is silently changed would give a token for an unknown device. */
    @Test
    void refusesAnArgumentThatTheLocaleCannotHold() throws Exception {
        Run ascii = bash("LC_ALL=C gateway token 'ger\u00e4t' --account c4715841-bb1e-4c87-ad78-2376fe596a11; echo $?");
        assertThat(ascii.output().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("an argument has characters that this locale does not have"),
                        status -> assertThat(status).isEqualTo("2"));
    }

    @Test
    void errorsGoToTheOtherStreamInALine() throws Exception {
        Run wrong = bash("gateway fleet --devcies 5 2>/dev/null; echo \"$?\"");
        assertThat(wrong.output()).isEqualTo("2\n");
        assertThat(bash("gateway fleet --devcies 5 >/dev/null").output()).hasLineCount(1);
    }
}
