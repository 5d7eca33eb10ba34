package org.oisp.gateway.receipt;

/**
 * Where a tracked actuation waits for its device's socket: a mailbox. Thread-safe. The place gives the actuation away, and the actuation
 * withdraws itself from the place when its time is over: that is why the two know each other.
 */
public interface WaitingPlace {

    /**
     * Forgets an actuation that waits no more: the socket took it.
     *
     * @param actuation one that waited here
     */
    void taken(TrackedActuation actuation);

    /**
     * Removes an actuation whose time is over, and counts it.
     *
     * @param actuation one that waited here
     */
    void withdraw(TrackedActuation actuation);
}
