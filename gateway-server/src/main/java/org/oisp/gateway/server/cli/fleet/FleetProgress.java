package org.oisp.gateway.server.cli.fleet;

/** How far a run is; seconds since it began to send are 0 while devices register for the first time. */
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
