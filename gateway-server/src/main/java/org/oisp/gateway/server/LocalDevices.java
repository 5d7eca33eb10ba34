package org.oisp.gateway.server;

import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.receipt.Deadlines;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ReconnectHold;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.metrics.OccupancyMeters;
import org.oisp.gateway.server.socket.SocketEvents;

/**
 * The devices that are connected to this instance.
 *
 * @param registry the devices and their mailboxes
 * @param events receives the events of the device port
 * @param memory the budget for memory that peers make the process hold
 * @param hold holds actuations for devices that are about to reconnect
 */
record LocalDevices(DeviceRegistry registry, SocketEvents events, MemoryBudget memory, ReconnectHold hold) {

    /** Creates a registry without devices, and registers the meters of the device port and of what is held in memory. */
    static LocalDevices of(GatewaySettings settings, Telemetry telemetry, Deadlines deadlines) {
        SocketEvents events = SocketEvents.of(telemetry.meters(), telemetry.journal());
        MemoryBudget memory = new MemoryBudget(settings.peers().memory(), System::nanoTime);
        ReconnectHold hold = new ReconnectHold(
                settings.peers().holds(),
                settings.peers().mailboxes(),
                memory,
                deadlines,
                telemetry.holds(),
                System::nanoTime);
        DeviceRegistry registry = new DeviceRegistry(settings.peers().mailboxes(), events.connections(), hold);
        new OccupancyMeters(telemetry.meters()).register(registry, memory, telemetry.journal());
        return new LocalDevices(registry, events, memory, hold);
    }
}
