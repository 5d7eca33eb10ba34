package org.oisp.gateway.session;

import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.Registrar;
import org.oisp.gateway.registry.DeviceListeners;
import org.oisp.gateway.registry.DeviceRegistry;

/**
 * The services that all sessions share.
 *
 * @param registrar registers devices
 * @param ledger releases the binding rows of devices that disconnect
 * @param devices the devices connected to this instance
 * @param listeners told of the devices
 * @param actuations routes the actuations of senders
 * @param settings the limits of a session
 * @param events receives the events
 */
public record SessionServices(
        Registrar registrar,
        BindingLedger ledger,
        DeviceRegistry devices,
        DeviceListeners listeners,
        SessionActuations actuations,
        SessionSettings settings,
        SessionEvents events) {}
