package org.oisp.gateway.server.redis;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.Mailbox;
import reactor.core.publisher.Mono;

/**
 * Writes connects and disconnects of devices to a Redis stream. Callers only add to a bounded queue; one batch is in flight at a time.
 * When the queue is full, the oldest entry is dropped, since the newest tell the current state. Each entry is written at most once.
 */
final class ConnectionEventStream implements ConnectionListener {

    private static final Duration LOOK = Duration.ofMillis(10);

    private final StreamSettings settings;
    private final ByteSlice server;
    private final Supplier<@Nullable RedisLink> link;
    private final EventExecutor executor;
    private final PresenceEvents events;
    private final BlockingQueue<ConnectionEvent> waiting;
    private final AtomicBoolean woken = new AtomicBoolean();
    /** Written only by the executor. */
    private volatile boolean writing;

    ConnectionEventStream(
            StreamSettings settings,
            String server,
            Supplier<@Nullable RedisLink> link,
            EventExecutor executor,
            PresenceEvents events) {
        this.settings = settings;
        this.server = ByteSlice.ofText(server);
        this.link = link;
        this.executor = executor;
        this.events = events;
        this.waiting = new ArrayBlockingQueue<>(settings.waiting());
    }

    private record ConnectionEvent(boolean came, DeviceIdentity device, long sinceMillis, long atMillis) {}

    @Override
    public void connected(Mailbox mailbox) {
        tell(new ConnectionEvent(true, mailbox.device(), mailbox.sinceMillis(), mailbox.sinceMillis()));
    }

    @Override
    public void disconnected(Mailbox mailbox) {
        tell(new ConnectionEvent(false, mailbox.device(), mailbox.sinceMillis(), System.currentTimeMillis()));
    }

    private void tell(ConnectionEvent event) {
        while (!waiting.offer(event)) {
            if (waiting.poll() != null) {
                events.eventDropped();
            }
        }
        wake();
    }

    /** Schedules a write, after a new entry or a new link. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                executor.execute(this::write);
            } catch (RejectedExecutionException stopped) {
                woken.set(false);
            }
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** Completes when the queue is written, when there is no link, or when the time is up. Never fails. */
    Mono<Void> settle(Duration atMost) {
        return Mono.delay(LOOK)
                .repeat(() -> link.get() != null && (writing || !waiting.isEmpty()))
                .then()
                .timeout(atMost, Mono.empty());
    }

    private void write() {
        woken.set(false);
        RedisLink current = link.get();
        if (writing || current == null) {
            return;
        }
        writing = true;
        List<ConnectionEvent> batch = new ArrayList<>();
        waiting.drainTo(batch, settings.batch());
        if (batch.isEmpty()) {
            writing = false;
            return;
        }
        CompletableFuture<?>[] entries =
                batch.stream().map(event -> append(current, event)).toArray(CompletableFuture<?>[]::new);
        current.flush();
        var unused = CompletableFuture.allOf(entries).whenComplete((done, never) -> {
            try {
                executor.execute(() -> {
                    writing = false;
                    write();
                });
            } catch (RejectedExecutionException stopped) {
                // The executor is shut down, and so is the gateway.
                writing = false;
            }
        });
    }

    /** Appends one entry. A failed entry is lost; the entries behind it are still written. */
    private CompletableFuture<?> append(RedisLink current, ConnectionEvent event) {
        CompletionStage<?> entry;
        try {
            entry = current.append(settings, entry(event));
        } catch (RuntimeException | Error defect) {
            entry = CompletableFuture.failedFuture(defect);
        }
        return entry.handle((id, error) -> {
                    if (error == null) {
                        events.eventWritten();
                    } else {
                        events.eventFailed(error);
                    }
                    return id;
                })
                .toCompletableFuture();
    }

    private Map<String, ByteSlice> entry(ConnectionEvent event) {
        Map<String, ByteSlice> fields = new LinkedHashMap<>();
        fields.put("event", ByteSlice.ofText(event.came ? "connected" : "disconnected"));
        fields.put("account", ByteSlice.ofText(event.device.account().toString()));
        fields.put("device", ByteSlice.ofText(event.device.id().value()));
        fields.put("uid", ByteSlice.ofText(event.device.uid().toString()));
        fields.put("instance", server);
        fields.put("since", ByteSlice.ofText(Long.toString(event.sinceMillis)));
        fields.put("at", ByteSlice.ofText(Long.toString(event.atMillis)));
        return fields;
    }
}
