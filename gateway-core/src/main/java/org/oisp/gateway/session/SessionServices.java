package org.oisp.gateway.session;

import java.util.function.BiFunction;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.Registrar;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.OwnershipListener;
import org.oisp.gateway.routing.ActuationOutcome;

/**
 * What all sessions share.
 *
 * @param registrar registers devices
 * @param ledger takes back the rows of devices that leave
 * @param devices who is connected
 * @param ownershipListener told who comes and goes
 * @param connectionListener told which devices connect and disconnect
 * @param actuations where actuations go, each with its sender
 * @param settings the bounds of a session
 * @param events told of what happens
 */
public record SessionServices(
        Registrar registrar,
        BindingLedger ledger,
        DeviceRegistry devices,
        OwnershipListener ownershipListener,
        ConnectionListener connectionListener,
        BiFunction<Inbound.ActuationMessage, Peer, ActuationOutcome> actuations,
        SessionSettings settings,
        SessionEvents events) {}
