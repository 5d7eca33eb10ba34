package org.oisp.gateway.server.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** Checks that Kafka would accept the heartbeat. Sends none: a consumer would take it for a running gateway. */
public final class KafkaCheck {

    private static final String CREATES_TOPICS = "auto.create.topics.enable";

    /** Long enough to connect, and short beside the timeout of the brokers' answer. */
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private KafkaCheck() {}

    /**
     * Asks the brokers for the cluster and for the heartbeat topic: whether its partition exists, has a leader, and may be written by
     * this user.
     *
     * @param settings the brokers and the topic
     * @param timeout limit for the whole check
     * @return a short description; fails if no broker answers or if the heartbeat could not be written
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
        // The client resolves names, and joins its thread on close, on the calling thread.
        return Mono.using(
                        () -> Admin.create(properties),
                        admin -> ask(admin, settings),
                        admin -> admin.close(Duration.ZERO))
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(timeout)
                .onErrorResume(
                        KafkaCheck::isLate,
                        late -> Mono.<String>fromCallable(() -> {
                                    throw new KafkaException(probeAll(settings));
                                })
                                .subscribeOn(Schedulers.boundedElastic()));
    }

    private static Mono<String> ask(Admin admin, KafkaSettings settings) {
        return Mono.fromCompletionStage(() -> admin.describeCluster().nodes().toCompletionStage())
                .flatMap(nodes -> Mono.fromCompletionStage(() -> topic(admin, settings.topic()))
                        .handle((TopicDescription topic, SynchronousSink<String> sink) -> {
                            String unfitness = unfitness(topic, settings.partition());
                            if (unfitness == null) {
                                sink.next(brokers(nodes) + ", and may write to topic " + settings.topic());
                            } else {
                                sink.error(new KafkaException(unfitness));
                            }
                        })
                        .onErrorResume(
                                KafkaCheck::isAbsent,
                                absent -> Mono.fromCompletionStage(() -> createsTopics(admin, nodes))
                                        .onErrorReturn(true)
                                        .flatMap(creates -> creates
                                                ? Mono.just(
                                                        brokers(nodes) + "; topic " + settings.topic()
                                                                + " does not exist yet: the first heartbeat creates it, if the brokers allow that")
                                                : Mono.error(new KafkaException("there is no topic " + settings.topic()
                                                        + ", and the brokers do not create topics automatically")))));
    }

    private static CompletionStage<TopicDescription> topic(Admin admin, String topic) {
        return Objects.requireNonNull(admin.describeTopics(
                                List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .topicNameValues()
                        .get(topic))
                .toCompletionStage();
    }

    /** Returns why a heartbeat could not be written; null if it could. */
    static @Nullable String unfitness(TopicDescription topic, int partition) {
        Set<AclOperation> operations = topic.authorizedOperations();
        // Brokers before 2.3 report no operations.
        if (operations != null
                && !operations.isEmpty()
                && !operations.contains(AclOperation.WRITE)
                && !operations.contains(AclOperation.ALL)) {
            return "topic " + topic.name() + " may not be written: the ACL must allow Write and Describe";
        }
        TopicPartitionInfo found = topic.partitions().stream()
                .filter(one -> one.partition() == partition)
                .findFirst()
                .orElse(null);
        if (found == null) {
            return "topic " + topic.name() + " has no partition " + partition + ", only "
                    + topic.partitions().size();
        }
        return found.leader() == null || found.leader().isEmpty()
                ? "partition " + partition + " of topic " + topic.name() + " has no leader: its broker is unavailable"
                : null;
    }

    private static CompletionStage<Boolean> createsTopics(Admin admin, Collection<Node> nodes) {
        ConfigResource broker = new ConfigResource(
                ConfigResource.Type.BROKER, nodes.iterator().next().idString());
        return Objects.requireNonNull(
                        admin.describeConfigs(List.of(broker)).values().get(broker))
                .toCompletionStage()
                .thenApply(config -> {
                    ConfigEntry creates = config.get(CREATES_TOPICS);
                    return creates == null || !"false".equals(creates.value());
                });
    }

    private static String brokers(Collection<Node> nodes) {
        return nodes.size() == 1 ? "1 broker" : nodes.size() + " brokers";
    }

    private static boolean isAbsent(Throwable error) {
        return (error instanceof CompletionException ? error.getCause() : error)
                instanceof UnknownTopicOrPartitionException;
    }

    private static boolean isLate(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException;
    }

    /** Opens a plain TCP connection to find the reason: the Kafka client reports only that no broker answered. */
    private static String probeAll(KafkaSettings settings) {
        StringBuilder words = new StringBuilder();
        for (String server : settings.bootstrapServers().split(",", -1)) {
            String name = server.strip();
            words.append(words.length() == 0 ? "" : "; ")
                    .append(name)
                    .append(": ")
                    .append(probe(name));
        }
        return words.toString();
    }

    private static String probe(String server) {
        String host = Utils.getHost(server);
        Integer port = Utils.getPort(server);
        if (host == null || port == null) {
            return "is no address";
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            return "the port is open, but there was no answer in time; the gateway connects without TLS and without a password";
        } catch (IOException unreachable) {
            return FailureDescription.of(unreachable);
        }
    }
}
