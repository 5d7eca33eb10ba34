package org.oisp.gateway.session;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Verdict;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.Granted;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.DefectSite;
import org.oisp.gateway.events.Departure;
import org.oisp.gateway.events.DropReason;
import org.oisp.gateway.events.DroppedException;
import org.oisp.gateway.events.Misbehaviour;
import org.oisp.gateway.events.RegistrationOutcome;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.Close;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxReader;
import org.oisp.gateway.registry.SignsOfLife;
import org.oisp.gateway.session.HeldDevices.Held;
import org.oisp.gateway.session.HeldDevices.Place;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * One connection's conversation: of what the peer sends it makes what the peer is sent. It may hold several devices and send
 * actuations too. Replies keep their order only per kind: a ping is answered while a registration is at the database.
 */
public final class Session implements Inbound.Handler<Publisher<Outbound>>, SignsOfLife, MailboxReader {

    /** Room for registrations under way and for the keepalive, beside the devices. */
    private static final int SPARE_CONCURRENCY = 16;

    /** Reactor's key for whoever takes what comes behind the end of one flow: of a peer that has left, or has had its answer. */
    private static final String LATE_ANSWERS = "reactor.onNextDropped.local";

    private final SessionServices services;
    private final Peer peer;
    private final Keepalive keepalive;
    private final HeldDevices held;
    /** Only once the gateway stops. */
    private volatile @Nullable Goodbyes goodbyes;
    /** Why the connection ends, the first reason that was seen. */
    private volatile @Nullable Departure departure;

    private static final AtomicReferenceFieldUpdater<Session, Departure> DEPARTURE =
            AtomicReferenceFieldUpdater.newUpdater(Session.class, Departure.class, "departure");

    private Session(SessionServices services, Peer peer) {
        this.services = services;
        this.peer = peer;
        this.keepalive = new Keepalive(peer, services.settings(), services.events());
        this.held = new HeldDevices(services.settings().devices());
        peer.onEviction(this::evicted);
    }

    /**
     * Holds a conversation.
     *
     * @param services what all sessions share
     * @param peer the other end
     * @param inbound what the peer sends, {@link Inbound.Signal#OPENED} first
     * @return what the peer is sent. Its last message is a {@link Close}, or else it fails with a {@link DroppedException} and the
     *     connection is to be cut. To be cancelled when the peer is gone: however it ends, the devices are released.
     */
    public static Flux<Outbound> converse(SessionServices services, Peer peer, Flux<Inbound> inbound) {
        return Flux.defer(() -> new Session(services, peer).answer(inbound));
    }

    private Flux<Outbound> answer(Flux<Inbound> inbound) {
        return inbound.flatMap(
                        message -> message.accept(this), services.settings().devices() + SPARE_CONCURRENCY, 1)
                .handle(this::pass)
                .doOnError(this::failed)
                .doFinally(signal -> release());
    }

    private void pass(Outbound message, SynchronousSink<Outbound> next) {
        if (!(message instanceof Close close)) {
            next.next(message);
        } else if (isLast(close)) {
            // Without a reason so far it came out of a mailbox: that device has a newer connection.
            leaves(Departure.SHARED_CONNECTION);
            next.next(close);
            next.complete();
        }
    }

    /** When the gateway stops, one close comes behind each mailbox, and only the last is to be sent. */
    private boolean isLast(Close close) {
        Goodbyes outstanding = goodbyes;
        return outstanding == null || !close.equals(Close.GOING_AWAY) || outstanding.isLast();
    }

    @Override
    public Publisher<Outbound> opened() {
        return keepalive;
    }

    @Override
    public Publisher<Outbound> ping() {
        keepalive.spoke();
        return Mono.just(Reply.PONG);
    }

    @Override
    public Publisher<Outbound> register(Inbound.Registration registration) {
        keepalive.spoke();
        String id = registration.deviceId();
        if (!peer.mayBe(id)) {
            return refused(id, RegistrationOutcome.FOREIGN_CERTIFICATE).messages();
        }
        Place place = held.keepPlace(id);
        if (place == null) {
            return refused(id, RegistrationOutcome.TOO_MANY_DEVICES).messages();
        }
        long received = peer.nanos();
        return new HandOver<>(
                services.registrar()
                        .register(registration, new Attempt(id, place))
                        .delayUntil(Answer::announced)
                        .doOnNext(answer ->
                                services.events().registrationAnswered(answer.granted, peer.nanos() - received))
                        .doFinally(signal -> held.settle(place))
                        // The verdict has seen to the device and its row all the same.
                        .contextWrite(context -> context.put(LATE_ANSWERS, (Consumer<Object>) late -> {})),
                Answer::messages);
    }

    @Override
    public Publisher<Outbound> actuate(Inbound.Actuation actuation) {
        keepalive.spoke();
        ActuationOutcome outcome = services.actuations().apply(actuation, peer);
        return switch (outcome) {
            case MALFORMED -> malformed();
            case WRONG_CREDENTIALS -> peer.tolerates(Misbehaviour.WRONG_CREDENTIALS) ? Mono.empty() : flooded();
            default -> {
                keepalive.proved();
                peer.memory().known();
                yield Mono.empty();
            }
        };
    }

    private Publisher<Outbound> flooded() {
        dropped(DropReason.FLOOD);
        peer.tolerates(Misbehaviour.FLOOD);
        return Mono.just(Close.POLICY);
    }

    @Override
    public Publisher<Outbound> unknown() {
        keepalive.spoke();
        return Mono.empty();
    }

    @Override
    public Publisher<Outbound> malformed() {
        dropped(DropReason.MALFORMED_MESSAGE);
        peer.tolerates(Misbehaviour.MALFORMED_MESSAGE);
        return Flux.just(Reply.WRONG_FORMAT, Close.UNPROCESSABLE);
    }

    @Override
    public Publisher<Outbound> pingFrame(Inbound.PingFrame ping) {
        return Mono.just(new Outbound.PongFrame(ping.payload()));
    }

    @Override
    public Publisher<Outbound> pongFrame(Inbound.PongFrame pong) {
        // That it came is all that counts, and the socket has noted that.
        return Mono.empty();
    }

    @Override
    public Publisher<Outbound> ended(Inbound.Ended end) {
        if (end.close().equals(Close.ANSWER)) {
            leaves(Departure.closed(end.peersCode()));
        } else {
            DropReason why = DropReason.of(end.close().code());
            dropped(why);
            peer.tolerates(why == DropReason.FLOOD ? Misbehaviour.FLOOD : Misbehaviour.MALFORMED_MESSAGE);
        }
        return Mono.just(end.close());
    }

    @Override
    public Publisher<Outbound> slow() {
        dropped(DropReason.SLOW_MESSAGE);
        return Mono.just(Close.POLICY);
    }

    @Override
    public Publisher<Outbound> shutdown() {
        dropped(DropReason.SHUTDOWN);
        List<Held> devices = held.close();
        Goodbyes outstanding = new Goodbyes(devices.size() + 1);
        goodbyes = outstanding;
        for (Held device : devices) {
            if (!device.mailbox().retire()) {
                outstanding.oneLess();
            }
        }
        return Mono.just(Close.GOING_AWAY);
    }

    @Override
    public long silentNanos() {
        return peer.nanos() - peer.lastHeardNanos();
    }

    @Override
    public void failed(Mailbox mailbox, Throwable defect) {
        leaves(Departure.dropped(DropReason.INTERNAL_ERROR));
        services.events().failed(DefectSite.MAILBOX, peer, mailbox.device(), defect);
        peer.cut();
    }

    @Override
    public HeldMemory memory() {
        return peer.memory();
    }

    /** The peer's address: the registry names a mailbox's owner in its log lines. */
    @Override
    public String toString() {
        return peer.toString();
    }

    /** The row of the device whose mailbox this is, or null if it is not held here, or has none. */
    @Nullable
    Binding bindingOf(Mailbox mailbox) {
        return held.bindingOf(mailbox);
    }

    /** The device whose mailbox this is has a newer row; false if it is not held here. */
    boolean rebound(Mailbox mailbox, Binding binding) {
        return held.rebound(mailbox, binding);
    }

    private void evicted(Eviction eviction) {
        leaves(Departure.dropped(DropReason.MEMORY));
        services.events().evicted(peer, held.only(), eviction);
    }

    private void failed(Throwable error) {
        if (error instanceof DroppedException drop && drop.reason() == DropReason.MEMORY) {
            // It is told by itself, with what the connection held.
            leaves(Departure.dropped(drop.reason()));
        } else if (error instanceof DroppedException drop) {
            dropped(drop.reason());
        } else {
            leaves(Departure.dropped(DropReason.INTERNAL_ERROR));
            services.events().failed(DefectSite.SESSION, peer, held.only(), error);
        }
    }

    private void dropped(DropReason why) {
        leaves(Departure.dropped(why));
        services.events().dropped(peer, held.only(), why);
    }

    private void leaves(Departure why) {
        DEPARTURE.compareAndSet(this, null, why);
    }

    /** Of a device that the connection holds: what is known of the device comes first. */
    private Departure departureOf(Held device) {
        Departure ofDevice = device.mailbox().departure();
        Departure ofConnection = departure;
        return ofDevice != null ? ofDevice : ofConnection != null ? ofConnection : Departure.CUT;
    }

    private void release() {
        held.end().forEach(device -> {
            release(device, departureOf(device));
            takeBack(() -> services.visits().went(device.mailbox()));
        });
    }

    private void release(Held device, Departure why) {
        takeBack(() -> services.devices().remove(device.mailbox()));
        takeBack(() -> services.attendance().left(device.mailbox().device()));
        Binding binding = device.binding();
        if (binding != null) {
            takeBack(() -> services.ledger().release(binding));
        }
        takeBack(() -> services.events().released(peer, device.mailbox().device(), why));
    }

    /** One step that fails must not leave the others undone, nor the connection's other devices where they are. */
    private void takeBack(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error defect) {
            services.events().defect(DefectSite.RELEASE, peer, defect);
        }
    }

    private Answer refused(@Nullable String claimedId, RegistrationOutcome why) {
        services.events().registrationRefused(peer, claimedId, why);
        if (why == RegistrationOutcome.INVALID_TOKEN || why == RegistrationOutcome.FOREIGN_CERTIFICATE) {
            peer.tolerates(Misbehaviour.WRONG_TOKEN);
        }
        return switch (why) {
            case INVALID_TOKEN, FOREIGN_CERTIFICATE -> end(Reply.INVALID_TOKEN, Close.POLICY);
            case NO_ACCOUNT -> end(Reply.WRONG_FORMAT, Close.UNPROCESSABLE);
            case KEYS_UNAVAILABLE, UNKNOWN_DEVICE, DATABASE_FAILED, ROW_LOCKED, TIMED_OUT, OVERLOADED ->
                end(Reply.UNAVAILABLE, Close.NORMAL);
            // The devices that the connection holds are not to suffer.
            case TOO_MANY_DEVICES -> new Answer(Flux.just(Reply.UNAVAILABLE));
            case REGISTERED -> throw new IllegalArgumentException("registered is no refusal");
        };
    }

    private Answer end(Reply reply, Close close) {
        dropped(DropReason.REGISTRATION_REFUSED);
        return new Answer(Flux.just(reply, close));
    }

    /** What a registration's outcome makes the session say, once the other instances know. */
    private record Answer(Flux<Outbound> messages, Mono<Void> announced, boolean granted) {
        Answer(Flux<Outbound> messages) {
            this(messages, Mono.empty(), false);
        }
    }

    /** One registration, and what is made of its outcome. */
    private final class Attempt implements Verdict<Answer> {

        private final @Nullable String claimedId;
        private final Place place;
        private long tokenEndsMillis = Mailbox.NEVER;

        Attempt(@Nullable String claimedId, Place place) {
            this.claimedId = claimedId;
            this.place = place;
        }

        @Override
        public void verified(long ends) {
            tokenEndsMillis = ends;
        }

        @Override
        public Answer granted(Granted granted) {
            Binding binding = granted.binding();
            peer.memory().known();
            Mailbox mailbox = services.devices()
                    .admit(
                            granted.device(),
                            Session.this,
                            binding == null ? Mailbox.UNBOUND : binding.connectedAtMicros(),
                            tokenEndsMillis,
                            Reply.REGISTERED);
            Held device = new Held(mailbox, binding);
            try {
                return admitted(device);
            } catch (RuntimeException | Error defect) {
                // Or else the device would be here for ever: the session does not hold it, or ends without having said
                // so.
                release(device, Departure.dropped(DropReason.INTERNAL_ERROR));
                throw defect;
            }
        }

        private Answer admitted(Held device) {
            Mailbox mailbox = device.mailbox();
            Mono<Void> announced = services.attendance().arrived(mailbox);
            services.events().registered(peer, mailbox.device());
            if (!held.hold(device, place, services.visits()::came)) {
                boolean ended = held.hasEnded();
                release(device, ended ? departureOf(device) : Departure.dropped(DropReason.REGISTRATION_REFUSED));
                return ended ? new Answer(Flux.empty()) : refused(RegistrationOutcome.TOO_MANY_DEVICES);
            }
            keepalive.proved();
            return new Answer(mailbox.messages(), announced, true);
        }

        @Override
        public Answer refused(RegistrationOutcome why) {
            return Session.this.refused(claimedId, why);
        }
    }
}
