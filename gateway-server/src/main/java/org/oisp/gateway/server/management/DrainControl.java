package org.oisp.gateway.server.management;

/** Starts and reports the drain. Thread-safe; does not block. */
public interface DrainControl {

    /** Starts the drain, unless it has started. */
    void request();

    /**
     * Returns whether the drain was requested. From then on the gateway is never ready.
     *
     * @return whether it was requested
     */
    boolean isUnderWay();

    /**
     * Returns the progress of the drain.
     *
     * @return a snapshot
     */
    DrainProgress progress();
}
