package org.oisp.gateway.server;

import org.oisp.gateway.server.lifecycle.BackgroundTasks;
import org.oisp.gateway.server.management.HealthIndicators;

/** Whether a device can register now. Registers the meter that shows it. Thread-safe; never blocks. */
final class Readiness {

    private final ServingParts parts;
    private final boolean busRequired;
    /** True once a device can register: the port is open and the background tasks run. */
    private volatile boolean started;

    /** Creates the readiness of a gateway that has not started. {@code busRequired}: an instance without Redis is not ready. */
    Readiness(ServingParts parts, boolean busRequired, Telemetry telemetry) {
        this.parts = parts;
        this.busRequired = busRequired;
        telemetry.gauge(
                "gateway.ready",
                "1 if devices can register, as /health/ready reports, else 0",
                () -> isReady() ? 1 : 0);
    }

    /** Records that a device can register. */
    void started() {
        started = true;
    }

    /** Returns what the management port answers health checks with. */
    HealthIndicators indicators(BackgroundTasks tasks) {
        return new HealthIndicators(
                tasks::down,
                () -> started,
                parts.sessions()::isWarmingUp,
                parts.persistence()::answers,
                parts.cluster()::isDegraded,
                parts.cluster()::unheard,
                parts.sessions()::probeFailure);
    }

    /** Returns readiness as {@code /health/ready} does, but from the known state of the database instead of a new probe. */
    private boolean isReady() {
        return started
                && !parts.sessions().isWarmingUp()
                && parts.persistence().registrationsSucceed()
                && !parts.sessions().drain().isUnderWay()
                && parts.sessions().probeFailure() == null
                && !(parts.cluster().isDegraded() && busRequired);
    }
}
