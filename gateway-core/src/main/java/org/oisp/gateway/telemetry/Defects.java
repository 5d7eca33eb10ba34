package org.oisp.gateway.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts defects that were caught where they affect only one peer. Several objects may share the same meters. Thread-safe. */
public final class Defects {

    private final TaggedCounters<DefectSite> sites;

    public Defects(MeterRegistry meters) {
        sites = new TaggedCounters<>(
                meters, DefectSite.class, "gateway.defects", "where", "Internal errors of the gateway");
    }

    public void caught(DefectSite where, Throwable defect) {
        sites.increment(where);
        FatalErrors.passOn(defect);
    }
}
