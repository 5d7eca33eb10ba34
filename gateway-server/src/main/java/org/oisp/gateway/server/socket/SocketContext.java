package org.oisp.gateway.server.socket;

import java.time.Duration;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.limit.AddressLimits;

/**
 * The objects that all sockets of a server share.
 *
 * @param settings the port's settings
 * @param reader parses messages
 * @param events receives the port's events
 * @param connectionAdmission whether new sessions are accepted
 * @param limits the limits of misbehaving addresses
 * @param memory the budget for memory that peers make the process hold
 * @param messageTimeout how long a message may take from its first byte to its last
 */
record SocketContext(
        SocketSettings settings,
        MessageReader reader,
        SocketEvents events,
        ConnectionAdmission connectionAdmission,
        AddressLimits limits,
        MemoryBudget memory,
        Duration messageTimeout) {

    SocketContext(
            SocketSettings settings,
            MessageReader reader,
            SocketEvents events,
            MemoryBudget memory,
            Duration messageTimeout) {
        this(
                settings,
                reader,
                events,
                new ConnectionAdmission(),
                new AddressLimits(settings.origins(), events.misuse()),
                memory,
                messageTimeout);
    }

    SocketContext(SocketSettings settings, MessageReader reader, SocketEvents events) {
        this(
                settings,
                reader,
                events,
                new MemoryBudget(MemorySettings.UNBOUNDED, System::nanoTime),
                MemorySettings.UNBOUNDED.messageTimeout());
    }
}
