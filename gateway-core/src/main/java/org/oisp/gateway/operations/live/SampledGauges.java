package org.oisp.gateway.operations.live;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.registry.DeviceRegistry.Backlog;
import org.oisp.gateway.telemetry.health.NeighbourHealth;

/**
 * What is looked at once a second. Each is called by one thread, none of the event loops, and must not block.
 *
 * @param connections sockets that are open
 * @param devices devices that are registered
 * @param underWay registrations without an answer yet
 * @param backlog what waits in mailboxes
 * @param health how the neighbours are
 * @param draining whether the gateway has begun to empty itself
 * @param alerts which alerts fire
 */
public record SampledGauges(
        IntSupplier connections,
        IntSupplier devices,
        IntSupplier underWay,
        Supplier<Backlog> backlog,
        NeighbourHealth health,
        BooleanSupplier draining,
        Supplier<List<FiringAlert>> alerts) {}
