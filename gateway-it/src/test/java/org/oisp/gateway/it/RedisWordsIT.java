package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.trust.ClusterKeys;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.cluster.trust.UnsignedPolicy;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.ScriptedServer;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.redis.RedisBus;
import org.oisp.gateway.server.redis.RedisCheck;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.telemetry.health.FailureDescription;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalSettings;
import reactor.core.Disposable;

/** An operator reads what Redis says before it closes: in the log, in the journal that the page shows, and in {@code check}. */
class RedisWordsIT {

    /** Enough attempts to detect a close that is noticed before the words are read. */
    private static final int ATTEMPTS = 5;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "answers | -WRONGPASS invalid username-password pair or user is disabled.",
                "answers | -NOAUTH Authentication required.",
                "answers | -NOPERM this user has no permissions to run the 'ping' command",
                "answers | -LOADING Redis is loading the dataset in memory",
                "answers | -MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "speaks | -ERR max number of clients reached",
                "speaks | -DENIED Redis is running in protected mode"
            })
    void anErrorBeforeTheEndIsWhatIsSaid(String when, String line) {
        byte[] words = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer server =
                when.equals("speaks") ? ScriptedServer.speaking(words) : ScriptedServer.answering(words)) {
            isSaid(server.port(), line.substring(1));
            RedisSettings settings = settings(server.port(), Map.of());
            for (int i = 0; i < ATTEMPTS; i++) {
                assertThat(check(settings)).isEqualTo(line.substring(1));
            }
        }
    }

    @Test
    void anErrorThatComesInPiecesIsSaidAsFarAsItCame() {
        try (ScriptedServer server =
                ScriptedServer.answering("-ERR max number of cl".getBytes(StandardCharsets.UTF_8))) {
            assertThat(check(settings(server.port(), Map.of()))).isEqualTo("ERR max number of cl");
        }
    }

    @Test
    void aPortWithTlsIsNamedAsOneAndAPortWithoutToo() {
        TestPki pki = new TestPki();
        try (TestRedis redis = TestRedis.start();
                TcpProxy tls = TcpProxy.tls(redis.port(), pki.context(pki.server("redis")))) {
            isSaid(tls.port(), "it expects TLS, but the gateway connects without it");
            // Redis answers only if the random bytes of the first message contain a line end.
            assertThat(check(settings(redis.port(), Map.of("GATEWAY_REDIS_TLS", "on", "GATEWAY_REDIS_TIMEOUT", "1s"))))
                    .matches("no TLS connection: .*|no answer in time")
                    .doesNotContain("Exception", "/<", "(..)");
            assertThat(check(settings(tls.port(), Map.of("GATEWAY_REDIS_TLS", "on"))))
                    .isEqualTo("no TLS connection: its certificate is not signed by a trusted authority");
        }
    }

    @Test
    void whatIsNoRedisIsNamedAsSuch() {
        try (ScriptedServer server =
                ScriptedServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8))) {
            isSaid(server.port(), "the server there is not Redis");
        }
    }

    private static void isSaid(int port, String words) {
        RedisSettings settings = settings(port, Map.of());
        Journal journal = new Journal(new JournalSettings(100), InstantSource.system());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RedisBus bus = new RedisBus(
                settings,
                "11111111-1111-1111-1111-111111111111",
                "server",
                believing(),
                new BusEvents(meters, new NeighbourHealth(journal, Set.of(Neighbour.REDIS))),
                new PresenceEvents(meters));
        try (LogWatch log = new LogWatch()) {
            Disposable run = bus.run(new Deaf()).subscribe();
            await().until(() -> !log.linesWith("is unavailable: ").isEmpty());
            run.dispose();
            bus.close().block();
            assertThat(log.linesWith("is unavailable: " + words + "; ")).hasSize(1);
            assertThat(journal.newest(1))
                    .singleElement()
                    .extracting(JournalEntry::text)
                    .isEqualTo("Redis does not answer: " + words);
        }
    }

    private static String check(RedisSettings settings) {
        return FailureDescription.of(
                catchThrowable(() -> RedisCheck.run(settings).block()));
    }

    private static RedisSettings settings(int port, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(TestGateway.environment(5432));
        variables.putAll(TestRedis.environment(port));
        variables.put("GATEWAY_REDIS_PASSWORD", "secret-guess");
        variables.putAll(more);
        try {
            return Configuration.read(variables, Path.of("")).neighbours().redis();
        } catch (ConfigurationException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    private static final class Deaf implements BusListener {
        @Override
        public void linked(BusLink link) {}

        @Override
        public void unlinked(BusLink link) {}

        @Override
        public void received(BusLink link, DeviceAddress device, ByteSlice message) {}

        @Override
        public void heard(String server) {}

        @Override
        public void announced(BusLink link, Announcement announcement) {}

        @Override
        public void asked(BusLink link, ByteSlice question) {}

        @Override
        public void answered(ByteSlice answer) {}
    }

    /** Returns a trust that accepts unsigned messages. */
    private static ClusterTrust believing() {
        return new ClusterTrust(
                UUID.randomUUID().toString(),
                new TrustSettings("oisp-gateway", UnsignedPolicy.ACCEPT, Duration.ofMinutes(1), Duration.ofSeconds(20)),
                new DatabaseClock(Duration.ofMinutes(1), System::nanoTime),
                new ClusterKeys("oisp-gateway", System::nanoTime));
    }
}
