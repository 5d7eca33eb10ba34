package org.oisp.gateway.server.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/**
 * Tells Kafka now and then that the gateway is there, from a thread of its own: whatever the client waits for, nothing else does. At
 * most one heartbeat is under way. One that failed is not sent later: the next one says the same.
 */
public final class Heartbeat {

    /** What the dashboard's start-up script looks for. */
    public static final String VALUE = "websocket-server";

    private static final String NOT_KNOWN = "not present in metadata";
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final HeartbeatEvents events;
    private final Duration patience;
    private final Thread thread = new Thread(this::run, "heartbeat");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Makes a heartbeat that does not beat yet.
     *
     * @param settings where it goes
     * @param events told of each
     */
    public Heartbeat(KafkaSettings settings, HeartbeatEvents events) {
        this.settings = settings;
        this.events = events;
        // Long enough for a broker to be found, and no longer than it takes to notice that there is none.
        Duration interval = settings.interval();
        this.patience = interval.compareTo(LEAST_PATIENCE) < 0
                ? LEAST_PATIENCE
                : interval.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : interval;
        thread.setDaemon(true);
    }

    /** Sends the first, and the others from time to time; to be called once. Does not wait for Kafka. */
    public void start() {
        thread.start();
    }

    /**
     * Sends no more.
     *
     * @return completes when the connections are closed, and after a second at the latest, whatever the broker does; never fails
     */
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            stopping.countDown();
            if (!thread.isAlive()) {
                return Mono.empty();
            }
            thread.interrupt();
            return Mono.fromFuture(ended, true).timeout(STOP).onErrorComplete();
        });
    }

    private void run() {
        Producer<String, String> producer = null;
        try {
            do {
                long begun = System.nanoTime();
                producer = beat(producer);
                long left = settings.interval().toNanos() - (System.nanoTime() - begun);
                if (stopping.await(Math.max(0, left), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } while (true);
        } catch (InterruptedException | InterruptException stopped) {
            // Clears the mark that the second of them sets again: there is something to close.
            boolean ignored = Thread.interrupted();
        } finally {
            close(producer);
            ended.complete(null);
        }
    }

    /**
     * Sends one heartbeat and waits for what becomes of it.
     *
     * @return the producer for the next; null if this one failed: a new one resolves the brokers' names again and has no past
     */
    private @Nullable Producer<String, String> beat(@Nullable Producer<String, String> used)
            throws InterruptedException {
        Producer<String, String> producer = used;
        try {
            if (producer == null) {
                producer = new KafkaProducer<>(configuration(), new StringSerializer(), new StringSerializer());
            }
            producer.send(new ProducerRecord<>(settings.topic(), settings.partition(), null, VALUE))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            events.sent();
            return producer;
        } catch (InterruptException stopped) {
            close(producer);
            throw stopped;
        } catch (InterruptedException stopped) {
            close(producer);
            throw stopped;
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            // Whatever it was: the next is tried, or else there would be none any more.
            events.failed(settings.bootstrapServers() + ": " + reason(failed));
            close(producer);
            return null;
        }
    }

    private static void close(@Nullable Producer<String, String> producer) {
        if (producer == null) {
            return;
        }
        try {
            producer.close(LAST_WORDS);
        } catch (KafkaException unwilling) {
            // Its thread is a daemon and has been told: nothing is left to do.
            return;
        }
    }

    /** Kafka says the same of a broker that does not answer and of a topic that is not there. */
    private String reason(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() != null && cause.getMessage().contains(NOT_KNOWN)
                ? "no broker answers, or none has partition " + settings.partition() + " of topic " + settings.topic()
                : FailureDescription.of(failed);
    }

    private Map<String, Object> configuration() {
        int millis = (int) patience.toMillis();
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers()),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, VALUE),
                Map.entry(ProducerConfig.ACKS_CONFIG, "1"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                Map.entry(ProducerConfig.RETRIES_CONFIG, 0),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 1024L * 1024),
                Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false));
    }
}
