package org.oisp.gateway.operations.live;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.registry.Backlog;
import org.oisp.gateway.telemetry.health.NeighbourHealth;

/**
 * The sources of the gauges in samples, read once a second. Called on one thread, which is not an event loop; must not block.
 *
 * @param connections open sockets
 * @param devices registered devices
 * @param underWay registrations without an answer yet
 * @param backlog the messages waiting in mailboxes
 * @param health the state of the neighbours
 * @param phase whether the gateway warms up, serves or drains
 * @param alerts the alerts that fire
 */
public record SampledGauges(
        IntSupplier connections,
        IntSupplier devices,
        IntSupplier underWay,
        Supplier<Backlog> backlog,
        NeighbourHealth health,
        Supplier<ServingPhase> phase,
        Supplier<List<FiringAlert>> alerts) {}
