package org.oisp.gateway.server.socket;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether the device port accepts new sessions, and how many it has. Thread-safe. */
final class ConnectionAdmission {

    private final AtomicInteger sessions = new AtomicInteger();
    private volatile boolean closed;

    /** Refuses new sessions from now on. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    void opened() {
        sessions.incrementAndGet();
    }

    void ended() {
        sessions.decrementAndGet();
    }

    int sessions() {
        return sessions.get();
    }
}
