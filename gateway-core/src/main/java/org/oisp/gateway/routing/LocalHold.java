package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * Holds actuations at an instance without others.
 *
 * @param devices the devices connected here
 * @param here posts actuations, and counts those that are lost
 * @param hold holds them
 */
record LocalHold(DeviceRegistry devices, LocalDelivery here, ReconnectHold hold) implements HeldRoute {

    /** Holds an actuation whose device is not connected, if that is expected back. */
    ActuationOutcome route(ForwardedActuation actuation) {
        DeviceAddress address = addressOf(actuation.target());
        ActuationOutcome held = address == null ? null : hold.hold(devices, address, actuation, this);
        return held == null || held == ActuationOutcome.NOT_CONNECTED ? notConnected(actuation) : held;
    }

    @Override
    public void proceed(ForwardedActuation held, DeviceAddress address) {
        Mailbox mailbox = devices.find(address.account(), address.id());
        if (mailbox == null || post(held, mailbox) == ActuationOutcome.NOT_CONNECTED) {
            ActuationOutcome unused = notConnected(held);
        }
    }

    @Override
    public ActuationOutcome post(ForwardedActuation actuation, Mailbox mailbox) {
        return here.post(
                mailbox, actuation.body(), actuation.sender(), actuation.observer(), ActuationOutcome.NOT_CONNECTED);
    }

    @Override
    public ActuationOutcome notConnected(ForwardedActuation actuation) {
        return here.refused(
                actuation.sender(), actuation.target(), actuation.observer(), ActuationOutcome.NOT_CONNECTED);
    }

    private @Nullable DeviceAddress addressOf(Target target) {
        if (target instanceof Target.ByAccount named) {
            return new DeviceAddress(named.account(), named.id());
        }
        return target instanceof Target.ByUid key ? hold.addressOf(key.uid()) : null;
    }
}
