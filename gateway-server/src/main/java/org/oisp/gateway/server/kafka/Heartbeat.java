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
 * Sends a heartbeat to Kafka periodically, on a thread of its own, so that a blocked Kafka client delays nothing else. At most one
 * heartbeat is in flight. A failed one is not resent: the next says the same.
 */
public final class Heartbeat {

    /** The value that the dashboard's start-up script looks for. */
    public static final String VALUE = "websocket-server";

    private static final String NOT_KNOWN = "not present in metadata";
    private static final int MAX_CAUSES = 100;
    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final HeartbeatEvents events;
    private final Duration sendTimeout;
    private final Thread thread = new Thread(this::run, "heartbeat");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Creates a heartbeat that is not started.
     *
     * @param settings the brokers, topic and interval
     * @param events receives each outcome
     */
    public Heartbeat(KafkaSettings settings, HeartbeatEvents events) {
        this.settings = settings;
        this.events = events;
        // Long enough to find a broker, and short enough to notice that there is none.
        Duration interval = settings.interval();
        this.sendTimeout = interval.compareTo(MIN_TIMEOUT) < 0
                ? MIN_TIMEOUT
                : interval.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : interval;
        thread.setDaemon(true);
    }

    /** Starts the thread, which sends the first heartbeat at once. Call once. Does not wait for Kafka. */
    public void start() {
        thread.start();
    }

    /**
     * Stops the heartbeat.
     *
     * @return completes when the connections are closed, after at most one second; never fails
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
            // Clears the interrupt flag, which InterruptException sets again, so that the producer can be closed.
            boolean ignored = Thread.interrupted();
        } finally {
            close(producer);
            ended.complete(null);
        }
    }

    /**
     * Sends one heartbeat and waits for the outcome.
     *
     * @return the producer for the next heartbeat; null if this one failed, so that a new producer resolves the brokers' names again
     */
    private @Nullable Producer<String, String> beat(@Nullable Producer<String, String> used)
            throws InterruptedException {
        Producer<String, String> producer = used;
        try {
            if (producer == null) {
                producer = new KafkaProducer<>(configuration(), new StringSerializer(), new StringSerializer());
            }
            producer.send(new ProducerRecord<>(settings.topic(), settings.partition(), null, VALUE))
                    .get(sendTimeout.toMillis(), TimeUnit.MILLISECONDS);
            events.sent();
            return producer;
        } catch (InterruptException stopped) {
            close(producer);
            throw stopped;
        } catch (InterruptedException stopped) {
            close(producer);
            throw stopped;
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            // Any failure is only reported; an exception would end the thread.
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
            // Nothing more can be done; its thread is a daemon and has been told to stop.
            return;
        }
    }

    /** Describes the failure. Kafka reports a missing topic in the same words as a broker that does not answer. */
    private String reason(Throwable failed) {
        Throwable cause = failed;
        // A chain of causes may contain a cycle.
        for (int depth = 0; depth < MAX_CAUSES && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return cause.getMessage() != null && cause.getMessage().contains(NOT_KNOWN)
                ? "no broker answers, or none has partition " + settings.partition() + " of topic " + settings.topic()
                : FailureDescription.of(failed);
    }

    private Map<String, Object> configuration() {
        int millis = (int) sendTimeout.toMillis();
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
