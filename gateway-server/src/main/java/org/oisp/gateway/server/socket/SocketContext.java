package org.oisp.gateway.server.socket;

import java.time.Duration;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.limit.AddressLimits;

/**
 * What all the sockets of a server share.
 *
 * @param settings their bounds
 * @param reader reads their messages
 * @param events told of what happens
 * @param connectionAdmission whether new sessions are taken
 * @param limits who misbehaves
 * @param memory what their peers may make the process hold
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
                new AddressLimits(settings.origins(), events.strangers()),
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
