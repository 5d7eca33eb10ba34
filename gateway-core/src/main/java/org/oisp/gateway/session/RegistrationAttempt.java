package org.oisp.gateway.session;

import java.util.Set;
import org.oisp.gateway.auth.RegistrationHandler;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.RegistrationGrant;
import org.oisp.gateway.protocol.DeviceFeature;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DisconnectReason;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.session.HeldDevices.Held;
import org.oisp.gateway.session.HeldDevices.Place;
import reactor.core.publisher.Mono;

/**
 * One registration: turns its outcome into the session's answer. The session begins it, and owns the device from then on: that is why the
 * two know each other.
 */
final class RegistrationAttempt implements RegistrationHandler<RegistrationAnswer> {

    private final Session session;
    private final SessionServices services;
    private final Peer peer;
    private final Inbound.RegistrationRequest request;
    private final Place place;
    private long tokenEndsMillis = Mailbox.NEVER;

    RegistrationAttempt(
            Session session, SessionServices services, Peer peer, Inbound.RegistrationRequest request, Place place) {
        this.session = session;
        this.services = services;
        this.peer = peer;
        this.request = request;
        this.place = place;
    }

    @Override
    public void verified(long ends) {
        tokenEndsMillis = ends;
    }

    @Override
    public RegistrationAnswer granted(RegistrationGrant registrationGrant) {
        Binding binding = registrationGrant.binding();
        peer.memory().known();
        Set<DeviceFeature> features = request.features();
        Mailbox mailbox = services.devices()
                .admit(
                        registrationGrant.device(),
                        session,
                        binding == null ? Mailbox.UNBOUND : binding.connectedAtMicros(),
                        tokenEndsMillis,
                        Reply.registered(features),
                        features.contains(DeviceFeature.ACK));
        Held device = new Held(
                mailbox,
                binding,
                TokenTimer.of(
                        session::dropped,
                        peer,
                        mailbox,
                        features.contains(DeviceFeature.RENEW),
                        services.settings().expiredTokens() == ExpiredTokens.CLOSE));
        try {
            return admitted(device);
        } catch (RuntimeException | Error defect) {
            // Otherwise the device would stay registered for ever: the session does not hold it yet, or has already
            // ended.
            release(device, DisconnectReason.dropped(DropReason.INTERNAL_ERROR));
            throw defect;
        }
    }

    private RegistrationAnswer admitted(Held device) {
        Mailbox mailbox = device.mailbox();
        Mono<Void> announced = services.listeners().ownership().connected(mailbox);
        services.events().registrations().registered(peer, mailbox.device());
        if (session.hold(device, place)) {
            device.startTimer();
            return RegistrationAnswer.granted(mailbox.messages(), announced);
        }
        if (session.held().hasEnded()) {
            release(device, session.departureOf(device));
            return RegistrationAnswer.none();
        }
        release(device, DisconnectReason.dropped(DropReason.REGISTRATION_REFUSED));
        return refused(RegistrationOutcome.TOO_MANY_DEVICES);
    }

    @Override
    public RegistrationAnswer refused(RegistrationOutcome why) {
        return session.refused(request.deviceId(), why);
    }

    private void release(Held device, DisconnectReason why) {
        new DeviceRelease(services, peer).release(device, why);
    }
}
