package org.oisp.gateway.server.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Tries whether a Kafka broker answers. */
public final class KafkaCheck {

    private KafkaCheck() {}

    /**
     * Asks the brokers for the cluster that they are.
     *
     * @param settings where they are
     * @param timeout how long that may take
     * @return what it is like, in a few words; fails if none answers
     */
    public static Mono<String> run(KafkaSettings settings, Duration timeout) {
        Map<String, Object> properties = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrapServers(),
                AdminClientConfig.CLIENT_ID_CONFIG,
                "oisp-gateway-check",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis());
        // The client resolves names and ends its thread on the thread that calls it.
        return Mono.using(
                        () -> Admin.create(properties),
                        admin -> Mono.fromCompletionStage(
                                () -> admin.describeCluster().nodes().toCompletionStage()),
                        admin -> admin.close(Duration.ZERO))
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(timeout)
                .map(nodes -> nodes.size() == 1 ? "1 broker" : nodes.size() + " brokers");
    }
}
