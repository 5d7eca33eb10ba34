package org.oisp.gateway.session;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DisconnectReason;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.DroppedException;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxReader;
import org.oisp.gateway.registry.PeerLiveness;
import org.oisp.gateway.session.HeldDevices.Held;
import org.oisp.gateway.session.HeldDevices.Place;
import org.oisp.gateway.telemetry.DefectSite;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * The conversation of one connection: turns the peer's messages into the messages for the peer. May hold several devices and send
 * actuations too. Replies are in order only per kind: a ping is answered while a registration waits for the database.
 */
public final class Session extends SessionDeparture
        implements Inbound.InboundHandler<Publisher<Outbound>>, PeerLiveness, MailboxReader {

    /** Concurrency for registrations in progress, the keepalive and the receipts, in addition to the devices. */
    private static final int SPARE_CONCURRENCY = 16;

    /** Reactor's context key for the handler of values after a flux has ended: here, when the peer has left or has had its answer. */
    private static final String LATE_ANSWERS = "reactor.onNextDropped.local";

    private final Keepalive keepalive;
    /** Null until the gateway stops. */
    private volatile @Nullable PendingCloses pendingCloses;
    /** Null until the peer asks for a receipt. */
    private @Nullable ReceiptReplies replies;

    private Session(SessionServices services, Peer peer) {
        super(services, peer);
        this.keepalive =
                new Keepalive(peer, services.settings(), services.events().connections());
        peer.onEviction(this::evicted);
    }

    /**
     * Runs a conversation.
     *
     * @param services shared by all sessions
     * @param peer the other end
     * @param inbound the peer's messages, {@link Inbound.Signal#OPENED} first
     * @return the messages for the peer. Ends with a {@link CloseFrame}, or fails with a {@link DroppedException}, after which the
     *     connection must be cut. Cancel it when the peer is gone; the devices are released however it ends.
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
        if (!(message instanceof CloseFrame closeFrame)) {
            next.next(message);
        } else if (isLast(closeFrame)) {
            // Without an earlier reason, the frame came from a mailbox whose device has a newer connection.
            setReason(DisconnectReason.SHARED_CONNECTION);
            next.next(closeFrame);
            next.complete();
        }
    }

    /** Returns whether to send this close frame. When the gateway stops, each mailbox ends with one, and only the last is sent. */
    private boolean isLast(CloseFrame closeFrame) {
        PendingCloses outstanding = pendingCloses;
        return outstanding == null || !closeFrame.equals(CloseFrame.GOING_AWAY) || outstanding.isLast();
    }

    @Override
    public Publisher<Outbound> opened() {
        return keepalive;
    }

    @Override
    public Publisher<Outbound> ping() {
        keepalive.messageReceived();
        return Mono.just(Reply.PONG);
    }

    @Override
    public Publisher<Outbound> register(Inbound.RegistrationRequest registrationRequest) {
        keepalive.messageReceived();
        String id = registrationRequest.deviceId();
        if (!peer.mayBe(id)) {
            return refused(id, RegistrationOutcome.FOREIGN_CERTIFICATE).messages();
        }
        Place place = held.keepPlace(id);
        if (place == null) {
            return refused(id, RegistrationOutcome.TOO_MANY_DEVICES).messages();
        }
        long received = peer.nanos();
        return RegistrationAnswer.messagesOf(services.registrar()
                .register(
                        registrationRequest, new RegistrationAttempt(this, services, peer, registrationRequest, place))
                .delayUntil(RegistrationAnswer::announced)
                .doOnNext(
                        answer -> services.events().registrations().answered(answer.granted(), peer.nanos() - received))
                .doFinally(signal -> held.settle(place))
                // A late answer needs no cleanup: RegistrationAttempt has already dealt with the device and its
                // row.
                .contextWrite(context -> context.put(LATE_ANSWERS, (Consumer<Object>) late -> {})));
    }

    @Override
    public Publisher<Outbound> actuate(Inbound.ActuationMessage actuation) {
        keepalive.messageReceived();
        ReceiptReplies asked = actuation.receipt() == null ? null : replies();
        Publisher<Outbound> receipts = asked == null ? Mono.empty() : asked.once();
        return switch (services.actuations().route(actuation, peer, asked == null ? null : asked.expect(actuation))) {
            case MALFORMED -> malformed();
            case WRONG_CREDENTIALS -> peer.tolerates(Misuse.WRONG_CREDENTIALS) ? receipts : flooded();
            default -> {
                keepalive.authenticated();
                peer.memory().known();
                yield receipts;
            }
        };
    }

    private ReceiptReplies replies() {
        ReceiptReplies known = replies;
        if (known == null) {
            known = new ReceiptReplies(peer, () -> pendingCloses != null);
            replies = known;
        }
        return known;
    }

    private Publisher<Outbound> flooded() {
        dropped(DropReason.FLOOD);
        peer.tolerates(Misuse.FLOOD);
        return Mono.just(CloseFrame.POLICY);
    }

    @Override
    public Publisher<Outbound> report(Inbound.DeviceReport report) {
        return unknown(); // the socket has handled those that are of use
    }

    @Override
    public Publisher<Outbound> unknown() {
        keepalive.messageReceived();
        return Mono.empty();
    }

    @Override
    public Publisher<Outbound> malformed() {
        dropped(DropReason.MALFORMED_MESSAGE);
        peer.tolerates(Misuse.MALFORMED_MESSAGE);
        return Flux.just(Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE);
    }

    @Override
    public Publisher<Outbound> pingFrame(Inbound.PingReceived ping) {
        return Mono.just(new Outbound.PongFrame(ping.payload()));
    }

    @Override
    public Publisher<Outbound> pongFrame(Inbound.PongReceived pong) {
        return Mono.empty(); // Only its arrival matters, which the socket has recorded.
    }

    @Override
    public Publisher<Outbound> ended(Inbound.PeerClosed end) {
        if (end.closeFrame().equals(CloseFrame.ANSWER)) {
            setReason(DisconnectReason.closed(end.peersCode()));
        } else {
            DropReason why = DropReason.of(end.closeFrame().code());
            dropped(why);
            peer.tolerates(why == DropReason.FLOOD ? Misuse.FLOOD : Misuse.MALFORMED_MESSAGE);
        }
        return Mono.just(end.closeFrame());
    }

    @Override
    public Publisher<Outbound> slow() {
        dropped(DropReason.SLOW_MESSAGE);
        return Mono.just(CloseFrame.POLICY);
    }

    @Override
    public Publisher<Outbound> shutdown() {
        dropped(DropReason.SHUTDOWN);
        List<Held> devices = held.close();
        devices.forEach(new DeviceRelease(services, peer)::leaves);
        long notice = services.listeners().ownership().departureNotice().toMillis();
        if (devices.isEmpty() || notice == 0) {
            return Mono.just(retire(devices));
        }
        // Until the other instances know, they still send actuations here.
        return Mono.create(after -> {
            Runnable cancel = peer.schedule(() -> after.success(retire(devices)), notice);
            var unused = after.onDispose(cancel::run);
        });
    }

    /** Has the devices accept nothing more; returns the session's own close frame. */
    private CloseFrame retire(List<Held> devices) {
        PendingCloses outstanding = new PendingCloses(devices.size() + (replies != null && replies.retire() ? 2 : 1));
        pendingCloses = outstanding;
        outstanding.expectLess(devices, device -> device.mailbox().retire());
        return CloseFrame.GOING_AWAY;
    }

    @Override
    public long silentNanos() {
        return peer.nanos() - peer.lastHeardNanos();
    }

    @Override
    public void failed(Mailbox mailbox, Throwable defect) {
        setReason(DisconnectReason.dropped(DropReason.INTERNAL_ERROR));
        services.events().connections().failed(DefectSite.MAILBOX, peer, mailbox.device(), defect);
        peer.cut();
    }

    @Override
    public HeldMemory memory() {
        return peer.memory();
    }

    /** Returns the peer's address, because the registry names a mailbox's owner in its log lines. */
    @Override
    public String toString() {
        return peer.toString();
    }

    /** Holds a registered device; returns false if the session has ended, or holds too many devices. */
    boolean hold(Held device, Place place) {
        if (!held.hold(device, place, services.listeners().connections()::connected)) {
            return false;
        }
        keepalive.authenticated();
        return true;
    }

    /** Reports a refused registration; returns the answer to it. */
    RegistrationAnswer refused(@Nullable String claimedId, RegistrationOutcome why) {
        services.events().registrations().refused(peer, claimedId, why);
        if (why == RegistrationOutcome.INVALID_TOKEN || why == RegistrationOutcome.FOREIGN_CERTIFICATE) {
            peer.tolerates(Misuse.WRONG_TOKEN);
        }
        RegistrationAnswer answer = RegistrationAnswer.refused(why);
        if (answer.closes()) {
            dropped(DropReason.REGISTRATION_REFUSED);
        }
        return answer;
    }
}
