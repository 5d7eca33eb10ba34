package org.oisp.gateway.server.lifecycle;

import org.oisp.gateway.telemetry.Tagged;

/** A task that runs as long as the gateway. The name in lower case is the value of a meter tag. */
public enum BackgroundTask implements Tagged {
    /** Writes registrations and clears the rows of devices that have disconnected. */
    BINDINGS,
    /** Probes whether devices can register. */
    REGISTRATION_PROBE,
    /** Renews this instance's lease and cleans up after dead instances. */
    LEASE,
    /** Keeps the Redis link to the other instances. */
    BUS,
    /** Reads what the instances share in the database: its clock, the live instances, and their secret. */
    CLUSTER,
    /** Looks up the addresses of devices that are not connected here. */
    DIRECTORY,
    /** Probes replicas that have failed. */
    REPLICAS,
    /** Refreshes the keys of the token provider. */
    TOKEN_KEYS,
    /** Loads renewed certificates. */
    CERTIFICATES,
    /** Takes samples and sends them to viewers. */
    LIVE,
    /** Rehearses registrations and deliveries before the gateway is ready. */
    WARM_UP,
    /** Runs the self-probe. */
    SELF_PROBE,
    /** Drains the gateway on request. */
    DRAIN,
    /** Logs how many lines were suppressed. */
    LOG_SUMMARY
}
