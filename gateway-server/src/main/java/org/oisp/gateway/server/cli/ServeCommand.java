package org.oisp.gateway.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.logging.LogOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gateway serve}: production. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the gateway; all configuration comes from the environment.",
            "",
            "OISP_WEBSOCKET_SERVER_CONFIG or the services of Cloud Foundry say where the database is and what senders of"
                    + " actuations have to offer, or else the variables GATEWAY_* do, which set all the rest, too. The README"
                    + " has a table of all of them; `gateway check` tries them."
        })
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        GatewaySettings settings;
        try {
            settings = Configuration.read(System.getenv(), Path.of(""));
        } catch (ConfigurationException unusable) {
            unusable.problems().forEach(spec.commandLine().getErr()::println);
            return GatewayCommand.EXIT_CONFIGURATION;
        }
        LogOutput.apply(settings.logs(), settings.registration().ledger().server());
        return new Foreground()
                .run(
                        settings,
                        spec.commandLine().getErr(),
                        gateway -> LOG.info(
                                "listening on port {} for devices and on {}:{} for operators; binding rows say {}",
                                gateway.port(),
                                settings.management().host(),
                                gateway.managementPort(),
                                settings.registration().ledger().server()));
    }
}
