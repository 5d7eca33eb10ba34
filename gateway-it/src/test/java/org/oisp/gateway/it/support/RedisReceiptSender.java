package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.it.support.ReceiptBook.Entry;

/**
 * Redis, as a dashboard uses it, with a channel for the outcomes. If the device has just left the instance that hears a message, or if no
 * instance hears it, its publisher is told nothing.
 */
final class RedisReceiptSender extends ReceiptSender {

    /** For the answer's way over Redis after the timeout. */
    private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final RedisClient client;
    private final String replyTo = "book:" + UUID.randomUUID();
    private final CompletableFuture<StatefulRedisConnection<String, String>> opening;
    private final ConcurrentMap<String, Entry> waiting = new ConcurrentHashMap<>();
    private final Set<Entry> unheard = ConcurrentHashMap.newKeySet();
    private final Set<Entry> excused = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    RedisReceiptSender(int port) {
        super(-1);
        client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(Duration.ofSeconds(60))
                .build());
        // A command that is under way when the connection ends must not be sent again.
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .timeoutOptions(TimeoutOptions.create())
                .build());
        opening = CompletableFuture.supplyAsync(this::open);
        CompletableFuture<?> unused = opening.whenComplete((done, refused) -> ended |= refused != null);
    }

    private StatefulRedisConnection<String, String> open() {
        StatefulRedisPubSubConnection<String, String> outcomes = client.connectPubSub();
        outcomes.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                JsonNode receipt = Receipts.read(message);
                Entry entry = waiting.get(receipt.path("id").asText());
                if (entry != null) {
                    entry.told(receipt);
                }
            }
        });
        outcomes.sync().subscribe(replyTo);
        return client.connect();
    }

    @Override
    boolean isReady() {
        return opening.isDone() && !ended;
    }

    @Override
    boolean hasEnded() {
        return ended;
    }

    @Override
    void send(Entry entry) {
        waiting.put(entry.id(), entry);
        if (disturbed) {
            excused.add(entry);
        }
        try {
            CompletableFuture<?> unused = opening.join()
                    .async()
                    .publish(entry.to().account() + "/" + entry.to().id(), entry.published(replyTo))
                    .toCompletableFuture()
                    .whenComplete((heard, broken) -> {
                        if (broken != null) {
                            excused.add(entry);
                            ended = true;
                        } else if (heard == 0) {
                            unheard.add(entry);
                        }
                    });
        } catch (RuntimeException closed) {
            ended = true;
            unheard.add(entry);
        }
    }

    @Override
    boolean isOver(Entry entry) {
        return unheard.contains(entry)
                || excused.contains(entry)
                || System.nanoTime() - entry.sentNanos()
                        > TimeUnit.MILLISECONDS.toNanos(entry.timeoutMillis()) + SLACK_NANOS;
    }

    @Override
    Excuse excuse(Entry entry) {
        return excused.contains(entry) ? Excuse.ANY : Excuse.IF_ABSENT;
    }

    /** Messages and outcomes may be lost from now on, and those that are under way too. */
    @Override
    void disturb() {
        disturbed = true;
        excuseAll();
    }

    /** Ends {@link #disturb}. */
    void settle() {
        excuseAll();
        disturbed = false;
    }

    private void excuseAll() {
        waiting.values().stream().filter(entry -> !entry.isTold()).forEach(excused::add);
    }

    @Override
    boolean keepsOrder() {
        return true;
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return "Redis" + (ended ? ", ended" : "");
    }
}
