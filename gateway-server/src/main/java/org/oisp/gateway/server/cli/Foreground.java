package org.oisp.gateway.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.config.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a gateway until the process is told to end. The only place, with the rest of the commands, that waits. */
final class Foreground {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private Foreground() {}

    /** What to do once the ports are bound. */
    interface Started {
        void with(GatewayServer.Running gateway);
    }

    /**
     * Starts a gateway and waits for SIGTERM or SIGINT, which the process then answers with exit status 0.
     *
     * @param settings what to make it of
     * @param started called once it runs
     * @param afterwards called when it has stopped, before the process ends
     */
    static int run(GatewaySettings settings, Started started, Runnable afterwards) throws InterruptedException {
        settings.notes().forEach(LOG::info);
        GatewayServer.Running gateway;
        try {
            gateway = new GatewayServer(settings).start().blockOptional(START).orElseThrow();
        } catch (RuntimeException failed) {
            afterwards.run();
            LogLevels.flush();
            throw failed;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, afterwards), "stop"));
        started.with(gateway);
        // Until the hook ends the process.
        new CountDownLatch(1).await();
        return 0;
    }

    /** In the hook: a signal that was obeyed is a success, for which the JVM's own status would be 128 and the signal. */
    private static void stop(GatewayServer.Running gateway, Runnable afterwards) {
        int status = 0;
        try {
            LOG.info("stopping");
            gateway.stop().block(STOP);
            LOG.info("stopped");
        } catch (RuntimeException late) {
            LOG.warn("not stopped in time: {}", Failure.describe(late));
            status = 1;
        } finally {
            afterwards.run();
            LogLevels.flush();
        }
        Runtime.getRuntime().halt(status);
    }
}
