package org.oisp.gateway.server.cluster;

import io.r2dbc.spi.ConnectionFactory;
import org.oisp.gateway.database.DatabaseEvents;

/**
 * The database that all instances share.
 *
 * @param connections connects to it
 * @param queueConnections connects to it for the queue of actuations
 * @param events receives the outcome of each statement
 */
public record SharedDatabase(
        ConnectionFactory connections, ConnectionFactory queueConnections, DatabaseEvents events) {}
