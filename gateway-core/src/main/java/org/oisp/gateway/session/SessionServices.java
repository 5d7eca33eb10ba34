package org.oisp.gateway.session;

import java.util.function.BiFunction;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.Registrar;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.registry.Attendance;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Visits;

/**
 * What all sessions share.
 *
 * @param registrar registers devices
 * @param ledger takes back the rows of devices that leave
 * @param devices who is connected
 * @param attendance told who comes and goes
 * @param visits told which devices connect and disconnect
 * @param actuations where actuations go, each with its sender
 * @param settings the bounds of a session
 * @param events told of what happens
 */
public record SessionServices(
        Registrar registrar,
        BindingLedger ledger,
        DeviceRegistry devices,
        Attendance attendance,
        Visits visits,
        BiFunction<Inbound.Actuation, Peer, ActuationOutcome> actuations,
        SessionSettings settings,
        GatewayEvents events) {}
