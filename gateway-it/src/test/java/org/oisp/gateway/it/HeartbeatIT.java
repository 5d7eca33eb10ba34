package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.TestBroker;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.kafka.KafkaCheck;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/** PROTOCOL.md, "Kafka", against a real broker; an unavailable Kafka costs only a log line. */
class HeartbeatIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String SENT = "gateway_heartbeats_total{outcome=\"done\"}";
    private static final String FAILED = "gateway_heartbeats_total{outcome=\"failed\"}";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private final TestBroker broker = new TestBroker();

    private TestGateway gateway(String servers, String interval) {
        return TestGateway.start(
                database,
                Map.of(
                        "GATEWAY_KAFKA_SERVERS", servers,
                        "GATEWAY_KAFKA_TOPIC", "heartbeat",
                        "GATEWAY_KAFKA_INTERVAL", interval));
    }

    @Test
    void theFirstComesAtOnce() {
        broker.start();
        try (TestGateway gateway = gateway(broker.servers(), "1h")) {
            await().atMost(TIMEOUT).until(() -> gateway.metric(SENT) == 1);
            List<ConsumerRecord<String, String>> beats = broker.read("heartbeat", 0);
            assertThat(beats).singleElement().satisfies(beat -> {
                assertThat(beat.value()).isEqualTo("websocket-server");
                assertThat(beat.key()).isNull();
                assertThat(beat.headers()).isEmpty();
            });
            // The broker creates topics with two partitions.
            assertThat(broker.read("heartbeat", 1)).isEmpty();
        }
    }

    @Test
    void theOthersFollowAndEndWithTheGateway() {
        broker.start();
        try (TestGateway gateway = TestGateway.start(
                database,
                Map.of(
                        "OISP_WEBSOCKET_SERVER_CONFIG",
                        "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\","
                                + "\"kafkaConfig\":\"@@OISP_KAFKA_CONFIG\"}",
                        "OISP_KAFKA_CONFIG",
                        "{\"uri\":\"%s\",\"topicsHeartbeatName\":\"alive\",\"topicsHeartbeatInterval\":100}"
                                .formatted(broker.servers())))) {
            await().atMost(TIMEOUT).until(() -> gateway.metric(SENT) >= 5);
        }
        List<ConsumerRecord<String, String>> beats = broker.read("alive", 0);
        assertThat(beats)
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(beat -> assertThat(beat.value()).isEqualTo("websocket-server"));
        assertThat(broker.read("alive", 0)).hasSameSizeAs(beats);
    }

    @Test
    void kafkaAwayAtTheStartOrLaterIsSaidOnceAndItComesBackByItself() {
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        try (LogWatch log = new LogWatch();
                TestGateway gateway = gateway(broker.servers(), "100ms")) {
            await().atMost(TIMEOUT).until(() -> gateway.metric(FAILED) >= 2);
            Client.register(gateway, device).close();
            assertThat(log.linesWith("Kafka"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN Kafka does not accept the heartbeat: " + broker.servers()
                            + ": no broker answers, or none has partition 0 of topic heartbeat");

            broker.start();
            await().atMost(TIMEOUT).until(() -> gateway.metric(SENT) >= 2);
            assertThat(log.linesWith("Kafka"))
                    .hasSize(2)
                    .last()
                    .isEqualTo("INFO Kafka is back; the heartbeat is sent again");

            double before = gateway.metric(FAILED);
            broker.stop();
            await().atMost(TIMEOUT).until(() -> gateway.metric(FAILED) >= before + 2);
            Client.register(gateway, device).close();
            double sent = gateway.metric(SENT);
            broker.start();
            await().atMost(TIMEOUT).until(() -> gateway.metric(SENT) >= sent + 2);
            assertThat(log.linesWith("Kafka"))
                    .hasSize(4)
                    .filteredOn(line -> line.startsWith("WARN"))
                    .hasSize(2);
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void aBrokerWhoseNameNobodyKnowsIsAwayToo() {
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        try (LogWatch log = new LogWatch();
                TestGateway gateway = gateway("kafka.invalid:9092", "100ms")) {
            await().atMost(TIMEOUT).until(() -> gateway.metric(FAILED) >= 3);
            Client.register(gateway, device).close();
            assertThat(log.linesWith("Kafka")).hasSize(1);
        }
    }

    /** The stop may take thirty seconds in this test, and must take ten at most. */
    @Test
    void aBrokerThatSaysNothingDoesNotHoldUpTheStop() throws IOException {
        List<Socket> accepted = new CopyOnWriteArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = new Thread(() -> {
                try {
                    while (true) {
                        accepted.add(silent.accept());
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            acceptor.start();
            TestGateway gateway = gateway("127.0.0.1:" + silent.getLocalPort(), "1h");
            await().atMost(TIMEOUT).until(() -> !accepted.isEmpty());
            gateway.stop();
            assertThat(heartbeatThreads()).isEmpty();
        } finally {
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    /** The check sends no heartbeat: a consumer would take it for a sign that the gateway runs. */
    @Test
    void theCheckLooksWhetherAHeartbeatCouldBeWritten() {
        broker.start();
        assertThat(check(broker.servers(), 0))
                .isEqualTo(
                        "1 broker; topic heartbeat does not exist yet: the first heartbeat creates it, if the brokers allow that");
        try (TestGateway gateway = gateway(broker.servers(), "1h")) {
            await().atMost(TIMEOUT).until(() -> gateway.metric(SENT) == 1);
        }
        assertThat(check(broker.servers(), 0)).isEqualTo("1 broker, and may write to topic heartbeat");
        assertThat(check(broker.servers(), 7)).isEqualTo("topic heartbeat has no partition 7, only 2");
        assertThat(broker.read("heartbeat", 0)).hasSize(1);
    }

    /** Returns the result of the check, or the description of its failure. */
    private static String check(String servers, int partition) {
        KafkaSettings settings = new KafkaSettings(servers, "heartbeat", partition, Duration.ofHours(1));
        return KafkaCheck.run(settings, TIMEOUT)
                .onErrorResume(error -> Mono.just(FailureDescription.of(error)))
                .block();
    }

    private static List<String> heartbeatThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.equals("heartbeat"))
                .toList();
    }
}
