package org.oisp.gateway.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.StartupException;
import org.oisp.gateway.server.cli.client.CommandFailure;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.lifecycle.ProcessFaults;
import org.oisp.gateway.server.logging.LogOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a gateway until the process is told to end by SIGTERM or SIGINT, and ends it in order, whatever has started by then. The only
 * place, with the rest of the commands, that waits.
 */
final class Foreground {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final Duration START = Duration.ofSeconds(30);
    /** Beyond the drain, for all else to come to rest. */
    private static final Duration REST = Duration.ofSeconds(4);

    private volatile GatewayServer.@Nullable Running gateway;
    private volatile @Nullable Runnable last;
    private volatile Duration drain = Duration.ZERO;
    private volatile boolean ending;

    Foreground() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "stop"));
    }

    /** What is to be closed after the gateway. */
    void closeLast(Runnable resource) {
        last = resource;
    }

    /** Whether the process has been told to end. */
    boolean isEnding() {
        return ending;
    }

    /**
     * Starts a gateway.
     *
     * @param settings what to make it of
     * @param err where to say why it cannot start
     * @param started called once it runs
     * @return never, but for a gateway that cannot start: its exit status, the reason said
     */
    int run(GatewaySettings settings, PrintWriter err, Consumer<GatewayServer.Running> started)
            throws InterruptedException {
        ProcessFaults.install();
        settings.report().notes().forEach(LOG::info);
        String tooFewFiles = FileBudget.of(settings).shortage();
        if (tooFewFiles != null) {
            LOG.warn(tooFewFiles);
        }
        GatewayServer.Running running;
        try {
            running = new GatewayServer(settings).start().blockOptional(START).orElseThrow();
        } catch (StartupException unusable) {
            err.println(unusable.getMessage());
            return GatewayCommand.EXIT_CONFIGURATION;
        }
        drain = settings.drain().timeout();
        gateway = running;
        started.accept(running);
        // Until the hook ends the process.
        new CountDownLatch(1).await();
        return 0;
    }

    private void end() {
        ending = true;
        GatewayServer.Running running = gateway;
        if (running != null) {
            RepeatedSignalHandler.run(Foreground::endAtOnce);
        }
        int status = running == null ? 0 : stop(running);
        Runnable resource = last;
        if (resource != null) {
            close(resource);
        }
        LogOutput.flush();
        if (running != null) {
            // A signal that was obeyed is a success; the JVM's own status would be 128 and the signal.
            Runtime.getRuntime().halt(status);
        }
    }

    /** Whoever says it twice does not want to wait: not for devices, and not for the database. */
    private static void endAtOnce() {
        LOG.warn("told a second time to end: ends at once, with sessions and rows as they are");
        LogOutput.flush();
        Runtime.getRuntime().halt(1);
    }

    private static void close(Runnable resource) {
        try {
            resource.run();
        } catch (RuntimeException failed) {
            LOG.warn("not ended in order: {}", CommandFailure.describe(failed));
        }
    }

    private int stop(GatewayServer.Running running) {
        try {
            LOG.info("stopping");
            running.stop().block(drain.plus(REST));
            LOG.info("stopped");
            return 0;
        } catch (RuntimeException late) {
            LOG.warn("not stopped in time: {}", CommandFailure.describe(late));
            return 1;
        }
    }
}
