package org.oisp.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.oisp.gateway.cli.dev.DevFiles;
import org.oisp.gateway.cli.dev.DevServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@code gateway database}, which stops and restarts the demo's database to show what an outage does. */
@Command(
        name = "database",
        mixinStandardHelpOptions = true,
        description = {
            "Kills the database of the `./gateway dev` that runs in this checkout, or brings it back.",
            "",
            "It comes back at the same port, with the same data."
        },
        synopsisSubcommandLabel = "(stop | start | status)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway database stop       as if its process had died",
            "  ./gateway database start",
            "  ./gateway database status     exit status 0 if it runs, 1 if it does not"
        })
final class DatabaseCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? stop, start or status");
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops it at once, as if its process had died.")
    int stop() throws IOException, InterruptedException {
        DevServer server = DevServer.of(DevFiles.ofCheckout());
        say(
                server.stop()
                        ? "the database has stopped; ./gateway database start brings it back"
                        : "the database is not running");
        return 0;
    }

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = "Starts it again, at the same port and with the same data.")
    int start() throws IOException, InterruptedException {
        DevServer server = DevServer.of(DevFiles.ofCheckout());
        say(server.start() ? "the database is back" : "the database is running");
        return 0;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows whether it runs; exit status 0 if so, else 1.")
    int status() throws IOException {
        String running = DevServer.of(DevFiles.ofCheckout()).running();
        say(running == null ? "the database is not running" : "the database is running, " + running);
        return running == null ? 1 : 0;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
