package org.oisp.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.BuildInfo;

/** Tests each command's help, and that wrong usage and failure have different exit statuses. */
class GatewayCommandTest {

    @Test
    void listsItsCommands() {
        Cli help = Cli.run("--help");

        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("Usage: gateway", "dev", "serve", "device", "actuate", "token")
                .contains("fleet", "database", "completion")
                .contains("Exit status:", "78");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "dev, 'Runs everything on this machine without any setup'",
        "serve, 'all configuration comes from the environment'",
        "check, 'checks every server that it names'",
        "device, 'Acts as a device: registers and prints each actuation'",
        "fleet, 'Simulates a fleet of devices and the dashboards that send them actuations'",
        "database, 'Kills the database of the `./gateway dev`'",
        "completion, 'Prints a completion script for bash or zsh'",
        "actuate, 'Sends one actuation.'",
        "token, 'Makes a device token (a JWT, RS256) and prints it.'"
    })
    void saysWhatACommandIsFor(String command, String description) {
        for (String option : List.of("--help", "-h")) {
            Cli help = Cli.run(command, option);
            assertThat(help.status()).isZero();
            assertThat(help.out())
                    .contains("Usage: gateway " + command, description, "Examples:", "./gateway " + command);
            assertThat(help.err()).isEmpty();
        }
    }

    /** Fails for a new command that has no entry in the help test above. */
    @Test
    void hasNoOtherCommands() {
        assertThat(GatewayCommand.commandLine().getSubcommands().keySet())
                .containsExactlyInAnyOrder(
                        "dev",
                        "serve",
                        "check",
                        "device",
                        "actuate",
                        "fleet",
                        "database",
                        "token",
                        "completion",
                        "rehearse");
    }

    @Test
    void aServerKnowsNoOtherCommand() {
        assertThat(GatewayCommand.commandLine("serve", "--help").getSubcommands())
                .containsOnlyKeys("serve");
        assertThat(Cli.run("serve", "surplus").err())
                .isEqualTo("Unmatched argument at index 1: 'surplus'; see `./gateway serve --help`"
                        + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "check", "device", "actuate", "fleet", "token"})
    void describesEachOption(String command) {
        GatewayCommand.commandLine()
                .getSubcommands()
                .get(command)
                .getCommandSpec()
                .args()
                .forEach(argument -> assertThat(argument.description())
                        .as("%s %s", command, argument.paramLabel())
                        .isNotEmpty());
    }

    @Test
    void saysItsVersion() {
        Cli version = Cli.run("--version");

        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("gateway ").hasLineCount(1);
    }

    static List<List<String>> wrong() {
        return List.of(
                List.of(),
                List.of("nonsense"),
                List.of("--nonsense"),
                List.of("serve", "--nonsense"),
                List.of("serve", "surplus"),
                List.of("check", "surplus"),
                List.of("dev", "--devices"),
                List.of("dev", "--devices", "many"),
                List.of("dev", "--devices", "0"),
                List.of("dev", "--devices", "1000001"),
                List.of("device", "a", "b"),
                List.of("device", "--count", "x"),
                List.of("device", "--url", "::"),
                List.of("device", "--token", "a-file"),
                List.of("fleet", "--devices", "0"),
                List.of("fleet", "--rate", "-1"),
                List.of("fleet", "--rate", "NaN"),
                List.of("fleet", "--rate", "1000000", "--duration", "1h"),
                List.of("fleet", "--duration", "10"),
                List.of("fleet", "--duration", "25h"),
                List.of("fleet", "--range", "5"),
                List.of("fleet", "--range", "5-4"),
                List.of("fleet", "--range", "0-4"),
                List.of("fleet", "--senders", "0"),
                List.of("fleet", "--payload", "-1"),
                List.of("database"),
                List.of("database", "drop"),
                List.of("completion", "bash"),
                List.of("actuate"),
                List.of("actuate", "LED=1", "--account", "not-a-uuid"),
                List.of("actuate", "LED=1", "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11"),
                List.of("actuate", "LED=1", "--account", "1-1-1-1-1"),
                List.of("token"),
                List.of("token", "d1"),
                List.of("token", "d1", "--account", "not-a-uuid"),
                List.of("token", "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11"),
                List.of("token", "", "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11"),
                List.of("token", "d".repeat(256), "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11"),
                List.of("token", "d1", "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11", "--days", "0"),
                List.of("token", "d1", "--account", "c4715841-bb1e-4c87-ad78-2376fe596a11", "--days", "36501"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void tellsWrongUsageByItsStatus(List<String> arguments) {
        Cli wrong = Cli.run(arguments.toArray(String[]::new));

        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err())
                .isNotBlank()
                .doesNotContain("Exception", "\tat ")
                .hasLineCount(1);
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void saysWhatMayHaveBeenMeantAndWhereToReadMore() {
        assertThat(Cli.run("fleet", "--devcies", "5").err())
                .startsWith("Unknown option")
                .contains("did you mean --devices")
                .endsWith("see `./gateway fleet --help`" + System.lineSeparator());
        assertThat(Cli.run("actaute", "LED=1").err()).contains("did you mean actuate", "see `./gateway --help`");
        assertThat(Cli.run("database", "stpo").err()).contains("see `./gateway database --help`");
    }

    @Test
    void theCompletionScriptKnowsEveryCommandThatIsNotHidden() {
        Cli completion = Cli.run("completion");
        assertThat(completion.status()).isZero();
        assertThat(completion.out()).contains("complete -F _complete_gateway", "--storm-jitter", "fleet", "database");
        assertThat(completion.out()).doesNotContain("rehearse");
    }

    @Test
    void theVersionSaysTheCommitIfTheBuildKnewIt() {
        assertThat(Version.text(new BuildInfo("0.1.0", "f853083abc", false))).isEqualTo("gateway 0.1.0 (f853083abc)");
        assertThat(Version.text(new BuildInfo("0.1.0", "f853083abc", true)))
                .isEqualTo("gateway 0.1.0 (f853083abc, with changes)");
        assertThat(Version.text(new BuildInfo("0.1.0", null, false))).isEqualTo("gateway 0.1.0");
    }
}
