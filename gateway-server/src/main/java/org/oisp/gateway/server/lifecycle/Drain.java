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
 * Drains the gateway once, even if several clients request it: stops readiness and new connections, keeps sessions for a grace period, closes them at a
 * limited rate after delivering their waiting messages, clears the binding rows and gives up the lease. Does not end the process:
 * docs/decisions/061. Thread-safe.
 */
public final class Drain implements DrainControl {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final Duration LOOK = Duration.ofMillis(20);

    /** For peers to read their last messages and to close. */
    private static final Duration PEERS = Duration.ofSeconds(4);

    /** For the event loops to cut the remaining connections. */
    private static final Duration CUT = Duration.ofSeconds(1);

    /** For clearing the binding rows. */
    private static final Duration ROWS = Duration.ofSeconds(4);

    /** For giving up the lease. */
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** The steps of the drain. */
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
    private final TimerDeadlines deadlines;
    private final Journal journal;
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile Phase phase = Phase.SERVING;
    /** When its timeout is over, as {@link System#nanoTime()}; in the past before it has begun. */
    private volatile long endsNanos = System.nanoTime();

    /**
     * Creates a drain that has not been requested.
     *
     * @param settings times and rate
     * @param sockets the sessions
     * @param devices the connected devices
     * @param ledger clears the binding rows of devices that have left
     * @param lease the lease of this instance
     * @param deadlines the deadlines of the actuations whose senders wait for an outcome
     * @param journal receives each step
     */
    public Drain(
            DrainSettings settings,
            DeviceSocketServer sockets,
            DeviceRegistry devices,
            BindingLedger ledger,
            InstanceLease lease,
            TimerDeadlines deadlines,
            Journal journal) {
        this.settings = settings;
        this.sockets = sockets;
        this.devices = devices;
        this.ledger = ledger;
        this.lease = lease;
        this.deadlines = deadlines;
        this.journal = journal;
    }

    /**
     * Waits for a request and then drains. Subscribe only once.
     *
     * @return completes when drained; never fails
     */
    public Mono<Void> run() {
        return Mono.fromFuture(requested, true)
                .then(Mono.defer(this::empty))
                // A failure must not leave the future incomplete.
                .onErrorResume(defect -> Mono.fromRunnable(() -> LOG.error("drain: interrupted", defect)))
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

    /** Returns what is left of the timeout; zero if the drain has not begun. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endsNanos - System.nanoTime()));
    }

    /** Completes when the drain is done. */
    public Mono<Void> finished() {
        return Mono.fromFuture(finished, true);
    }

    private Mono<Void> empty() {
        Duration timeout = settings.timeout();
        endsNanos = System.nanoTime() + timeout.toNanos();
        // Shares of the timeout, if it is short.
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
                    return sockets.drain(settings.perSecond(), telling, peers, cut, deadlines.runAll());
                }))
                .then(Mono.defer(() -> {
                    enter(Phase.RELEASING);
                    return ledger.flush(rows);
                }))
                // Keep the lease if rows remain: another instance clears them when it expires.
                .flatMap(cleared -> cleared ? leave(leave) : Mono.empty())
                .then(Mono.fromRunnable(() -> enter(Phase.DRAINED)));
    }

    /** Waits so that the load balancer notices before the devices reconnect. Ends early once no session is left. */
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
                        "the lease is not released ({}); it expires by itself", FailureDescription.of(error))));
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
