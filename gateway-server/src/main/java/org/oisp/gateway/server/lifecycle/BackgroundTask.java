package org.oisp.gateway.server.lifecycle;

import org.oisp.gateway.telemetry.Tagged;

/** Work that goes on for as long as the gateway runs. Each is the value of a meter's tag, in lower case. */
public enum BackgroundTask implements Tagged {
    /** Registers devices, and clears the rows of those that have left. */
    BINDINGS,
    /** Tries whether devices could register. */
    REGISTRATION_PROBE,
    /** Keeps this instance's lease, and looks after the dead. */
    LEASE,
    /** The link to the other instances. */
    BUS,
    /** Looks what the instances share at the database: its clock, who is alive, and their secret. */
    CLUSTER,
    /** Looks up the addresses of devices that are not connected here. */
    DIRECTORY,
    /** Tries replicas that have failed again. */
    REPLICAS,
    /** Keeps the keys of a provider of tokens fresh. */
    TOKEN_KEYS,
    /** Takes up a certificate that was renewed. */
    CERTIFICATES,
    /** Takes samples, and shows them. */
    LIVE,
    /** Sends the gateway an actuation over its own port. */
    SELF_PROBE,
    /** Empties the gateway when it is asked for. */
    DRAIN,
    /** Sums up the log lines that were left out. */
    LOG_SUMMARY
}
