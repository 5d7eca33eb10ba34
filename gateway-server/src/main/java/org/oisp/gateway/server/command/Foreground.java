package org.oisp.gateway.server.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.StartupException;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.lifecycle.ProcessFaults;
import org.oisp.gateway.server.logging.LogOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a gateway until the process receives SIGTERM or SIGINT, then stops in order all parts that have started by then. Blocks the calling thread;
 * only commands do.
 */
public final class Foreground {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final Duration START = Duration.ofSeconds(30);
    /** Time beyond the drain for everything else to stop. */
    private static final Duration REST = Duration.ofSeconds(4);

    private final SystemdNotifier systemd;
    private volatile GatewayServer.@Nullable Running gateway;
    private volatile @Nullable Runnable last;
    private volatile Duration drain = Duration.ZERO;
    private volatile boolean ending;

    /** Registers a shutdown hook that stops what {@link #run} has started by then. */
    public Foreground() {
        this(SystemdNotifier.NONE);
    }

    /** Likewise, as a service whose manager is told when it has started, lives and stops. */
    Foreground(SystemdNotifier systemd) {
        this.systemd = systemd;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "stop"));
    }

    /**
     * Sets what to close after the gateway.
     *
     * @param resource closes it; called once, on the shutdown hook's thread
     */
    public void closeLast(Runnable resource) {
        last = resource;
    }

    /**
     * Returns whether the process has received a signal to end. Thread-safe.
     *
     * @return true once the shutdown hook runs
     */
    public boolean isEnding() {
        return ending;
    }

    /**
     * Starts a gateway and blocks until the process ends.
     *
     * @param settings the gateway's configuration
     * @param err receives the reason if the gateway cannot start
     * @param started called once the gateway runs
     * @return the exit status if the gateway cannot start; otherwise does not return
     * @throws InterruptedException if the thread is interrupted
     */
    public int run(GatewaySettings settings, PrintWriter err, Consumer<GatewayServer.Running> started)
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
            return ExitStatus.CONFIGURATION;
        }
        drain = settings.operations().drain().timeout();
        gateway = running;
        started.accept(running);
        systemd.ready("listening on port " + running.port());
        live(running);
        return 0;
    }

    /** Waits for ever: the shutdown hook ends the process. */
    private void live(GatewayServer.Running running) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Duration period = systemd.watchdogPeriod();
        if (period == null) {
            never.await();
        } else {
            while (!never.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
                if (running.isLive()) {
                    systemd.alive();
                }
            }
        }
    }

    private void end() {
        ending = true;
        GatewayServer.Running running = gateway;
        if (running != null) {
            RepeatedSignalHandler.run(Foreground::endAtOnce);
            systemd.stopping();
        }
        int status = running == null ? 0 : stop(running);
        Runnable resource = last;
        if (resource != null) {
            close(resource);
        }
        LogOutput.flush();
        if (running != null) {
            // A stop on a signal is a success; the JVM's own exit status would be 128 plus the signal number.
            Runtime.getRuntime().halt(status);
        }
    }

    /** Ends the process on a second signal, without waiting for devices or the database. */
    private static void endAtOnce() {
        LOG.warn("second signal: exits at once, without closing sessions or clearing rows");
        LogOutput.flush();
        Runtime.getRuntime().halt(1);
    }

    private static void close(Runnable resource) {
        try {
            resource.run();
        } catch (RuntimeException failed) {
            LOG.warn("unclean shutdown: {}", CommandFailure.describe(failed));
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
