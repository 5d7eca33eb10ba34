package org.oisp.gateway.events;

/** What can become of a registration. Each is the value of a meter's tag, in lower case. */
public enum RegistrationOutcome implements Tagged {
    /** The binding row is written and the device was told so. */
    REGISTERED,
    /** The token is missing, expired, not signed by our key, or another device's. */
    INVALID_TOKEN,
    /** The certificate that the connection came with is not this device's. */
    FOREIGN_CERTIFICATE,
    /** The token names a key that nobody knows, and the provider of keys is away: it cannot be judged. */
    KEYS_UNAVAILABLE,
    /** The token is good, but names no account. */
    NO_ACCOUNT,
    /** The token is good, but the database has no such device. */
    UNKNOWN_DEVICE,
    /** The database failed. */
    DATABASE_FAILED,
    /** No answer in time. */
    TIMED_OUT,
    /** Too many registrations were under way. */
    OVERLOADED,
    /** The connection holds as many devices as it may. */
    TOO_MANY_DEVICES
}
