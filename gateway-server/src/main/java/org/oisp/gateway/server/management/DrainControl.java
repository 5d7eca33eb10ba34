package org.oisp.gateway.server.management;

/** What an operator may do about the gateway's sessions. Thread-safe, never blocks. */
public interface DrainControl {

    /** Has the gateway emptied, unless that has begun already. */
    void request();

    /**
     * Whether that was asked for: the gateway is not ready then, and will not be again.
     *
     * @return whether it was
     */
    boolean isUnderWay();

    /**
     * How far it has come.
     *
     * @return what there is to see of it now
     */
    DrainProgress progress();
}
