package org.oisp.gateway.server;

import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.metrics.OccupancyMeters;
import org.oisp.gateway.server.socket.SocketEvents;

/**
 * The devices that are connected to this instance.
 *
 * @param registry the devices and their mailboxes
 * @param events receives the events of the device port
 * @param memory the budget for memory that peers make the process hold
 */
record LocalDevices(DeviceRegistry registry, SocketEvents events, MemoryBudget memory) {

    /** Creates a registry without devices, and registers the meters of the device port and of what is held in memory. */
    static LocalDevices of(GatewaySettings settings, Telemetry telemetry) {
        SocketEvents events = SocketEvents.of(telemetry.meters(), telemetry.journal());
        MemoryBudget memory = new MemoryBudget(settings.peers().memory(), System::nanoTime);
        DeviceRegistry registry = new DeviceRegistry(settings.peers().mailboxes(), events.connections());
        new OccupancyMeters(telemetry.meters()).register(registry, memory, telemetry.journal());
        return new LocalDevices(registry, events, memory);
    }
}
