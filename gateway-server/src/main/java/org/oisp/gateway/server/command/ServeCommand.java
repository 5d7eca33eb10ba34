package org.oisp.gateway.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs {@code gateway serve}, the gateway in production. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the gateway; all configuration comes from the environment.",
            "",
            "OISP_WEBSOCKET_SERVER_CONFIG or the services of Cloud Foundry give the database's address and the credentials of"
                    + " actuations have to offer, or else the variables GATEWAY_* do, which set all the rest, too."
                    + " docs/configuration.md has a table of all of them; `gateway check` tries them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway check && ./gateway serve",
            "  GATEWAY_PORT=5002 GATEWAY_MANAGEMENT_PORT=5003 ./gateway serve     beside another one"
        })
public final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return GatewayLauncher.run(spec.commandLine().getErr());
    }
}
