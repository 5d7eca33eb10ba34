package org.oisp.gateway.server.command;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.logging.LogOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@code gateway serve} without loading picocli. */
public final class GatewayLauncher {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");
    private static final int FAILED = 1;

    private GatewayLauncher() {}

    /**
     * Serves until the process ends. Prints on standard error why a gateway cannot start.
     *
     * @return the exit status of a gateway that cannot start; otherwise does not return
     */
    public static int run() {
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        try {
            return run(err);
        } catch (InterruptedException | RuntimeException failed) {
            err.println(CommandFailure.describe(failed));
            return FAILED;
        }
    }

    static int run(PrintWriter err) throws InterruptedException {
        GatewaySettings settings;
        try {
            settings = Configuration.read(System.getenv(), Path.of(""));
        } catch (ConfigurationException unusable) {
            unusable.problems().forEach(err::println);
            return ExitStatus.CONFIGURATION;
        }
        LogOutput.apply(
                settings.operations().logs(), settings.registration().ledger().server());
        return new Foreground(SystemdNotifier.of(
                        System.getenv(), ProcessHandle.current().pid()))
                .run(
                        settings,
                        err,
                        gateway -> LOG.info(
                                "listening on port {} for devices and on {}:{} for operators; binding rows say {}",
                                gateway.port(),
                                settings.management().host(),
                                gateway.managementPort(),
                                settings.registration().ledger().server()));
    }
}
