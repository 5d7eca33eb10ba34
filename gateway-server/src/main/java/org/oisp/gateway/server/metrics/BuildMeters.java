package org.oisp.gateway.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meter that tells what runs here, for a table or a join by instance. */
public final class BuildMeters {

    private BuildMeters() {}

    /**
     * Registers the meter.
     *
     * @param meters the registry
     * @param version the gateway's version
     * @param commit the commit that it was built from
     */
    public static void register(MeterRegistry meters, String version, String commit) {
        Gauge.builder("gateway.build.info", () -> 1)
                .description("Always 1; the labels say which gateway this is, and which Java runs it")
                .tag("version", version)
                .tag("commit", commit)
                .tag("jdk", Runtime.version().toString())
                .register(meters);
    }
}
