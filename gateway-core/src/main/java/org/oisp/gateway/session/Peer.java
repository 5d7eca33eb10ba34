package org.oisp.gateway.session;

import reactor.core.scheduler.Scheduler;

/**
 * The other end of a session, as far as it is not messages. Its text form is its address, for log lines. The socket implements it;
 * tests own its clock.
 */
public interface Peer {

    /**
     * The time.
     *
     * @return a monotonic time in nanoseconds, as {@link System#nanoTime()}
     */
    long nanos();

    /**
     * When anything was last received from the peer: a byte is a sign of life.
     *
     * @return a time in the sense of {@link #nanos()}
     */
    long lastHeardNanos();

    /**
     * Where the session's deadlines run.
     *
     * @return a scheduler; the peer's event loop
     */
    Scheduler timer();
}
