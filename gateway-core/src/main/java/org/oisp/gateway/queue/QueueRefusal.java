package org.oisp.gateway.queue;

/** Why an actuation is not kept. */
public enum QueueRefusal {
    /** This gateway keeps none. */
    OFF,
    /** The database is away, or does not take it. */
    STORAGE_DOWN,
    /** The database has not said whether it keeps it. */
    STORAGE_UNKNOWN,
    /** The database knows no such device. */
    UNKNOWN_DEVICE,
    /** It names its device by its id alone, and several accounts have a device of that id. */
    AMBIGUOUS,
    /** The queue of the device or of the account is full, or too much waits to be written. */
    FULL,
    /** A newer one with the same key, received a moment later, has replaced it. */
    COLLAPSED
}
