package org.oisp.gateway.server.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.server.socket.arrival.AcceptedSockets;
import org.oisp.gateway.server.socket.probe.OwnConnections;

/**
 * The limits of the device port, and the parts that admit peers.
 *
 * @param bounds how many sockets it may have
 * @param memory the budget for memory that peers make the process hold
 * @param messageTimeout how long a message may take from its first byte to its last
 * @param acceptedSockets where sockets wait until they are read
 * @param entrance admits the gateway's own connections; null if there are none
 */
public record DevicePortParts(
        DevicePortBounds bounds,
        MemoryBudget memory,
        Duration messageTimeout,
        AcceptedSockets acceptedSockets,
        @Nullable OwnConnections entrance) {}
