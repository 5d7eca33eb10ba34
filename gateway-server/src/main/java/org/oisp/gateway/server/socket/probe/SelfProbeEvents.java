package org.oisp.gateway.server.socket.probe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.journal.Journal;

/** Records the outcome of self-probes; logs once when they start to fail and once when they succeed again. Thread-safe. */
public final class SelfProbeEvents {

    private final Journal journal;
    private final Timer done;
    private final Timer failed;
    private volatile @Nullable String failure;

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param journal receives state changes
     */
    public SelfProbeEvents(MeterRegistry meters, Journal journal) {
        this.journal = journal;
        done = timer(meters, "done");
        failed = timer(meters, "failed");
        Gauge.builder("gateway.self.probe.up", () -> failure == null ? 1 : 0)
                .description("1 if the gateway's test actuations to itself arrive in time, else 0")
                .register(meters);
    }

    private static Timer timer(MeterRegistry meters, String outcome) {
        return Timer.builder("gateway.self.probe")
                .description("Time from connecting to the own device port until the test actuation has arrived")
                .tag("outcome", outcome)
                .register(meters);
    }

    /**
     * Returns why the self-probe fails.
     *
     * @return null if it succeeds, or has not run yet
     */
    public @Nullable String failure() {
        return failure;
    }

    /**
     * Records a probe that arrived in time.
     *
     * @param nanos its duration in nanoseconds
     * @param recovered whether enough probes in a row succeeded to end the failure state
     */
    public synchronized void arrived(long nanos, boolean recovered) {
        done.record(nanos, TimeUnit.NANOSECONDS);
        if (failure != null && recovered) {
            failure = null;
            LogLine.info("self_probe_up", "the self-test succeeds again: its device receives its actuations");
            journal.system("self_probe_up", "The self-test succeeds again: its device receives its actuations.");
        }
    }

    /**
     * Records a probe that failed or timed out.
     *
     * @param why the reason and the step
     * @param nanos its duration in nanoseconds
     */
    public synchronized void lost(String why, long nanos) {
        failed.record(nanos, TimeUnit.NANOSECONDS);
        boolean first = failure == null;
        failure = why;
        if (first) {
            LogLine.error(
                    "self_probe_down",
                    "the self-test failed: its device does not receive its actuations: {}; this instance is not ready",
                    new UntrustedText(why));
            journal.system(
                    "self_probe_down",
                    "The self-test failed: its device does not receive its actuations: " + why
                            + ". This instance is not ready.");
        }
    }
}
