package org.oisp.gateway.database;

import io.r2dbc.spi.ConnectionFactory;
import reactor.core.scheduler.Scheduler;

/** Lends connections that all work on one event loop. */
public interface EventLoopConnections extends ConnectionFactory {

    /**
     * Returns the event loop of the connections.
     *
     * @return runs a task at once on the calling thread if the loop has ended
     */
    Scheduler eventLoop();
}
