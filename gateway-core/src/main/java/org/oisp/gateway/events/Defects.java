package org.oisp.gateway.events;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts the defects that are caught where they cost one peer only. Several may count into the same meters. Thread-safe. */
final class Defects {

    private final Tally<DefectSite> sites;

    Defects(MeterRegistry meters) {
        sites = new Tally<>(
                meters,
                DefectSite.class,
                "gateway.defects",
                "where",
                "Things that failed in the gateway that should not");
    }

    void caught(DefectSite where, Throwable defect) {
        sites.increment(where);
        FatalErrors.passOn(defect);
    }
}
