package org.oisp.gateway.cli.fleet;

/** The progress of a run. {@code seconds} counts from the first actuation; it is 0 while devices register for the first time. */
record FleetProgress(
        double seconds,
        int devices,
        int registered,
        int attempted,
        long asked,
        long delivered,
        long unsettled,
        long errors,
        double ownCores,
        Percentiles latency) {}
