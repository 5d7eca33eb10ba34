package org.oisp.gateway.server.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.oisp.gateway.server.command.check.ServerChecks;
import org.oisp.gateway.server.command.check.TextTable;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.ConfigurationReport;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.logging.LogOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs {@code gateway check}, which reads the configuration and tries every server it names. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the configuration as `serve` does and checks every server that it names, and what the gateway needs locally:"
                    + " its ports, the certificate, open files.",
            "",
            "Changes nothing. Exit status 1 means that a check failed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway check                       checks PostgreSQL, Redis, Kafka and the realm, if configured",
            "  ./gateway check --print | grep TLS    the settings in effect, and their source"
        })
public final class CheckCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Option(
            names = "--print",
            description = "only prints the settings in effect, their source and what is allowed; secrets are masked")
    private boolean print;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        GatewaySettings settings;
        try {
            settings = Configuration.read(System.getenv(), Path.of(""));
        } catch (ConfigurationException unusable) {
            unusable.problems().forEach(err::println);
            return ExitStatus.CONFIGURATION;
        }
        settings.report().notes().forEach(note -> err.println("note: " + note));
        if (print) {
            print(lines(settings.report()));
            return 0;
        }
        LogOutput.silenceLibraries();
        ServerChecks.Outcome outcome = ServerChecks.run(settings, FileBudget.of(settings))
                .blockOptional(TIMEOUT)
                .orElseThrow();
        print(outcome.table());
        return outcome.good() ? 0 : 1;
    }

    private static List<String> lines(ConfigurationReport report) {
        TextTable table = new TextTable("SETTING", "VALUE", "FROM", "ALLOWED");
        report.effective()
                .forEach(one -> table.add(
                        one.setting().variable(),
                        one.value(),
                        one.origin(),
                        one.setting().kind().allowed()));
        return table.lines();
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
    }
}
