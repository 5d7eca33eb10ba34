package org.oisp.gateway.server.lifecycle;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.cluster.membership.InstanceLease;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.server.config.DrainSettings;
import org.oisp.gateway.server.management.DrainControl;
import org.oisp.gateway.server.management.DrainProgress;
import org.oisp.gateway.server.socket.DeviceSocketServer;
import org.oisp.gateway.telemetry.health.FailureDescription;
import org.oisp.gateway.telemetry.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Empties a gateway in order, once, whoever asks first: it is not ready any more and takes no connection, keeps its sessions for a
 * grace, ends them at a rate behind what their devices are still to be sent, and gives back the devices' rows and its lease. It does
 * not end the process: docs/decisions/061. Thread-safe.
 */
public final class Drain implements DrainControl {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final Duration LOOK = Duration.ofMillis(20);

    /** For peers to read what they are still sent, and to close their sides. */
    private static final Duration PEERS = Duration.ofSeconds(4);

    /** For the event loops to cut those who did not. */
    private static final Duration CUT = Duration.ofSeconds(1);

    /** For the database to clear the rows. */
    private static final Duration ROWS = Duration.ofSeconds(4);

    /** For the database to take the lease back. */
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** How far it has come. */
    private enum Phase {
        SERVING,
        WAITING,
        CLOSING,
        RELEASING,
        DRAINED
    }

    private final DrainSettings settings;
    private final DeviceSocketServer sockets;
    private final DeviceRegistry devices;
    private final BindingLedger ledger;
    private final InstanceLease lease;
    private final Journal journal;
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile Phase phase = Phase.SERVING;

    /**
     * Makes a drain that nobody has asked for yet.
     *
     * @param settings its times and its rate
     * @param sockets the sessions
     * @param devices who is connected
     * @param ledger clears the rows of devices that have left
     * @param lease this instance's
     * @param journal told of each step
     */
    public Drain(
            DrainSettings settings,
            DeviceSocketServer sockets,
            DeviceRegistry devices,
            BindingLedger ledger,
            InstanceLease lease,
            Journal journal) {
        this.settings = settings;
        this.sockets = sockets;
        this.devices = devices;
        this.ledger = ledger;
        this.lease = lease;
        this.journal = journal;
    }

    /**
     * Does it when it is asked for. Subscribed once, by whoever puts the gateway together.
     *
     * @return completes when the gateway is empty; never fails
     */
    public Mono<Void> run() {
        return Mono.fromFuture(requested, true)
                .then(Mono.defer(this::empty))
                // Whoever waits for it must not wait for ever.
                .onErrorResume(defect -> Mono.fromRunnable(() -> LOG.error("drain: broken off", defect)))
                .doFinally(signal -> finished.complete(null));
    }

    @Override
    public void request() {
        requested.complete(null);
    }

    @Override
    public boolean isUnderWay() {
        return requested.isDone();
    }

    @Override
    public DrainProgress progress() {
        Phase now = phase == Phase.SERVING && isUnderWay() ? Phase.WAITING : phase;
        return new DrainProgress(now.name().toLowerCase(Locale.ROOT), sockets.sessions(), devices.size());
    }

    /** Completes when it is done. */
    public Mono<Void> finished() {
        return Mono.fromFuture(finished, true);
    }

    private Mono<Void> empty() {
        Duration timeout = settings.timeout();
        // A share each, where the time is short.
        Duration peers = shorter(PEERS, timeout.dividedBy(6));
        Duration cut = shorter(CUT, timeout.dividedBy(24));
        Duration rows = shorter(ROWS, timeout.dividedBy(6));
        Duration leave = shorter(LEASE, timeout.dividedBy(12));
        Duration telling = timeout.minus(settings.grace())
                .minus(peers)
                .minus(cut)
                .minus(rows)
                .minus(leave);
        sockets.refuse();
        enter(Phase.WAITING);
        return grace().then(Mono.defer(() -> {
                    enter(Phase.CLOSING);
                    return sockets.drain(settings.perSecond(), telling, peers, cut);
                }))
                .then(Mono.defer(() -> {
                    enter(Phase.RELEASING);
                    return ledger.flush(rows);
                }))
                // Rows that could not be cleared need somebody who finds the lease run out.
                .flatMap(cleared -> cleared ? leave(leave) : Mono.empty())
                .then(Mono.fromRunnable(() -> enter(Phase.DRAINED)));
    }

    /** Who balances is to know before the devices come to connect again. With no session there is nobody to wait for. */
    private Mono<Void> grace() {
        long until = System.nanoTime() + settings.grace().toNanos();
        return settings.grace().isZero() || sockets.sessions() == 0
                ? Mono.empty()
                : Mono.delay(LOOK)
                        .repeat(() -> sockets.sessions() > 0 && System.nanoTime() - until < 0)
                        .then();
    }

    private Mono<Void> leave(Duration atMost) {
        return lease.leave()
                .timeout(atMost)
                .onErrorResume(error -> Mono.fromRunnable(() -> LOG.warn(
                        "the lease is not given back ({}); it runs out by itself", FailureDescription.of(error))));
    }

    private void enter(Phase next) {
        phase = next;
        DrainProgress progress = progress();
        LOG.atInfo()
                .addKeyValue("event", "drain")
                .addKeyValue("outcome", progress.state())
                .log(
                        "drain: {}; {} connections, {} devices",
                        progress.state(),
                        progress.connections(),
                        progress.devices());
        journal.system(
                "drain",
                "Drain: " + progress.state() + "; " + progress.connections() + " connections, " + progress.devices()
                        + " devices.");
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
