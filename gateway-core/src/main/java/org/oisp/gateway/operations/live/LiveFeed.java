package org.oisp.gateway.operations.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalUpdate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Takes a sample each second and sends it to the viewers: docs/decisions/081. All work runs on one thread, which is not an event loop;
 * each event is encoded once for all viewers. Thread-safe.
 */
public final class LiveFeed {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CLUSTER = Duration.ofSeconds(5);
    private static final long COMMENT = Duration.ofSeconds(15).toNanos();

    /** Minimum time between samples: after a stall the timer delivers all missed ticks at once. */
    private static final long SOONEST = Duration.ofMillis(500).toNanos();

    private static final int FIRST_ENTRIES = 200;
    private static final int NEWS = 50;

    private final LiveSettings settings;
    private final InstanceInfo instanceInfo;
    private final Sampler sampler;
    private final ClusterService cluster;
    private final Journal journal;
    private final LiveEvents events;
    private final MassDisconnectDetector fleet;
    private final Scheduler thread;
    private final LiveJson json = new LiveJson();
    private final ViewerTable taken;
    private volatile boolean stopped;

    // Confined to the thread.
    private final List<Viewer> seats = new ArrayList<>();
    private long newsUpTo;
    private long commentNanos;
    private @Nullable ByteSlice history;
    private @Nullable ByteSlice newest;

    /**
     * Creates a feed that is not running yet.
     *
     * @param settings the limits
     * @param instanceInfo this instance
     * @param sampler takes the samples
     * @param cluster queries the other instances
     * @param journal the recent events
     * @param events receives the events of viewers
     * @param thread a scheduler with one thread, used by this feed only
     */
    public LiveFeed(
            LiveSettings settings,
            InstanceInfo instanceInfo,
            Sampler sampler,
            ClusterService cluster,
            Journal journal,
            LiveEvents events,
            Scheduler thread) {
        this.settings = settings;
        this.instanceInfo = instanceInfo;
        this.sampler = sampler;
        this.cluster = cluster;
        this.journal = journal;
        this.events = events;
        this.fleet = new MassDisconnectDetector(journal, events);
        this.thread = thread;
        this.commentNanos = sampler.nanoTime();
        this.taken = new ViewerTable(settings);
        events.viewers(taken::size);
    }

    /**
     * Takes samples and sends them to the viewers until cancelled. Subscribe once.
     *
     * @return never completes and never fails
     */
    public Mono<Void> run() {
        return Mono.when(
                Flux.interval(SECOND, thread).onBackpressureDrop().doOnNext(tick -> guarded(this::tick)),
                Flux.interval(CLUSTER, thread)
                        .onBackpressureDrop()
                        .filter(tick -> !seats.isEmpty())
                        .concatMap(tick -> view(), 1)
                        .publishOn(thread)
                        .doOnNext(view -> guarded(() -> show(json.clusterEvent(view)))));
    }

    /**
     * Admits a viewer.
     *
     * @param network its address, or the network that counts as one address
     * @param trusted whether it presented the password. A trusted viewer is admitted even if all seats are taken, in place of the oldest
     *     viewer of the address with most viewers
     * @return a viewer that must be left in any case; null if refused or the gateway stops
     */
    public @Nullable Viewer admit(String network, boolean trusted) {
        if (stopped) {
            events.ended(ViewerEnd.STOPPED);
            return null;
        }
        Viewer viewer = new Viewer(this, network);
        ViewerTable.ViewerAdmission viewerAdmission = taken.admit(viewer, trusted);
        Viewer displaced = viewerAdmission.displaced();
        if (displaced != null) {
            later(displaced, () -> {
                seats.remove(displaced);
                displaced.displace(LiveJson.DISPLACED);
            });
        }
        if (!viewerAdmission.admitted()) {
            events.refused(network);
            return null;
        }
        return viewer;
    }

    /**
     * Returns the instances of the cluster.
     *
     * @return a JSON object; never fails
     */
    public Mono<ByteSlice> instances() {
        return cluster.view().map(json::cluster);
    }

    /**
     * Sends the viewers a last sample and ends their streams. No viewer is admitted after this.
     *
     * @return completes when the streams are ended
     */
    public Mono<Void> end() {
        return Mono.<Void>fromRunnable(() -> {
                    guarded(this::takeSample);
                    stopped = true;
                    List.copyOf(seats).forEach(viewer -> guarded(viewer::end));
                    seats.clear();
                })
                .subscribeOn(thread);
    }

    /** Returns the cluster as an event. */
    Mono<ByteSlice> clusterEvent() {
        return stopped ? Mono.empty() : view().map(json::clusterEvent);
    }

    /** A failed query costs one event and must not end the feed. */
    private Mono<ClusterView> view() {
        return Mono.defer(cluster::view).onErrorResume(defect -> {
            events.failed(defect);
            return Mono.empty();
        });
    }

    /** Sends a viewer its first events and adds it. */
    void open(Viewer viewer) {
        later(viewer, () -> {
            if (stopped || viewer.isLeft()) {
                // Its connection may have ended before anything was sent.
                viewer.end();
                return;
            }
            if (seats.isEmpty()) {
                // No viewer needs the journal entries since the last sample.
                newsUpTo = journal.sequence();
                newest = null;
            }
            viewer.open(json.hello(instanceInfo, sampler.millis(), SECOND.toMillis()), history(), newest());
            seats.add(viewer);
        });
    }

    /** Removes a viewer; called once per viewer. */
    void remove(Viewer viewer, ViewerEnd why) {
        taken.remove(viewer);
        if (why == ViewerEnd.CUT) {
            events.cut();
        } else {
            events.ended(why);
        }
        later(viewer, () -> seats.remove(viewer));
    }

    private void later(Viewer viewer, Runnable work) {
        try {
            var unused = thread.schedule(() -> guarded(work));
        } catch (RejectedExecutionException gone) {
            // The gateway stops, and all connections end.
            viewer.end();
        }
    }

    private void tick() {
        if (sampler.sinceNanos() >= SOONEST) {
            takeSample();
            keepAlive();
            cutStalled();
        }
    }

    private void takeSample() {
        Sample sample = sampler.take();
        fleet.check(sample);
        history = null;
        newest = null;
        if (seats.isEmpty()) {
            newsUpTo = journal.sequence();
            return;
        }
        show(json.sample(sample));
        JournalUpdate update = journal.after(newsUpTo, NEWS);
        newsUpTo = update.sequence();
        if (!update.entries().isEmpty()) {
            show(json.news(update, instanceInfo.name()));
        }
    }

    private void keepAlive() {
        long now = sampler.nanoTime();
        if (now - commentNanos >= COMMENT) {
            commentNanos = now;
            show(LiveJson.COMMENT);
        }
    }

    private void cutStalled() {
        long now = sampler.nanoTime();
        List<Viewer> stalled = seats.stream()
                .filter(viewer -> viewer.isStalled(now, settings.stallTimeout().toNanos()))
                .toList();
        cut(stalled);
    }

    private void cut(List<Viewer> viewers) {
        seats.removeAll(viewers);
        viewers.forEach(viewer -> guarded(viewer::cut));
    }

    private void show(ByteSlice event) {
        long now = sampler.nanoTime();
        List<Viewer> broken = new ArrayList<>(0);
        for (Viewer viewer : seats) {
            try {
                if (!viewer.show(event, now)) {
                    events.lost();
                }
            } catch (RuntimeException | Error defect) {
                // A defect of one viewer must not affect the others.
                events.failed(defect);
                broken.add(viewer);
            }
        }
        cut(broken);
    }

    /** Returns the samples as an event, encoded once for all viewers that arrive before the next sample. */
    private ByteSlice history() {
        ByteSlice encoded = history;
        if (encoded == null) {
            encoded = json.history(sampler.history().all());
            history = encoded;
        }
        return encoded;
    }

    /** Returns the journal up to where other viewers have received it. Later entries are in the next news, for all viewers. */
    private ByteSlice newest() {
        ByteSlice encoded = newest;
        if (encoded == null) {
            encoded = json.journal(
                    journal.newest(FIRST_ENTRIES).stream()
                            .filter(entry -> entry.sequence() <= newsUpTo)
                            .toList(),
                    instanceInfo.name());
            newest = encoded;
        }
        return encoded;
    }

    /** A defect costs one sample and must not end the feed. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error defect) {
            events.failed(defect);
        }
    }
}
