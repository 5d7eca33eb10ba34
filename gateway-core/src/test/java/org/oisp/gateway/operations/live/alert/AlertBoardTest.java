package org.oisp.gateway.operations.live.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlertBoardTest {

    private static final long EPOCH = 1_763_900_000_000L;

    private final AtomicLong millis = new AtomicLong(EPOCH);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AlertBoard board = new AlertBoard(meters, () -> Instant.ofEpochMilli(millis.get()));

    private Counter counter(String name, String outcome) {
        return meters.counter(name, "outcome", outcome);
    }

    private AtomicLong gauge(String name) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get).register(meters);
        return value;
    }

    /** Advances the clock, evaluates the rules as often as a gateway does, and returns the alerts that fire in the end. */
    private List<Alert> after(Duration time) {
        long end = millis.get() + time.toMillis();
        List<FiringAlert> firing = board.firing();
        while (millis.get() < end) {
            millis.addAndGet(Math.min(1_000, end - millis.get()));
            firing = board.firing();
        }
        return firing.stream().map(FiringAlert::alert).toList();
    }

    @Test
    void nothingFiresWhereThereIsNothing() {
        assertThat(after(Duration.ofMinutes(30))).isEmpty();
    }

    @Test
    void everyConditionCanBeWorkedOutFromTheStart() {
        for (String name :
                List.of("gateway.connections", "gateway.lease.held", "gateway.redis.up", "gateway.draining")) {
            gauge(name);
        }
        assertThat(after(Duration.ofMinutes(30))).isEmpty();
    }

    @Test
    void aShareHasToBePassedForAsLongAsTheRuleSays() {
        Counter done = counter("gateway.registrations", "registered");
        Counter failed = counter("gateway.registrations", "database_failed");
        done.increment(79);
        failed.increment(21);

        assertThat(after(Duration.ofSeconds(110))).isEmpty();
        failed.increment();
        assertThat(after(Duration.ofSeconds(20))).containsExactly(Alert.REGISTRATIONS_FAILING);
        assertThat(board.firing().get(0).sinceMillis()).isEqualTo(EPOCH);
        // After two minutes, no failure is recent.
        assertThat(after(Duration.ofMinutes(3))).isEmpty();
    }

    @Test
    void aShareAtTheBoundIsNone() {
        counter("gateway.registrations", "registered").increment(80);
        counter("gateway.registrations", "timed_out").increment(20);

        assertThat(after(Duration.ofMinutes(5))).isEmpty();
    }

    @Test
    void whatMayNeverBeFiresAtOnceAndTheWorstStandsFirst() {
        counter("gateway.connection.events", "dropped").increment();
        counter("gateway.tls.renewals", "failed").increment();
        meters.counter("gateway.defects", "where", "session").increment();

        assertThat(after(Duration.ZERO))
                .containsExactly(Alert.INTERNAL_ERRORS, Alert.TLS_RENEWAL_FAILED, Alert.CONNECTION_EVENTS_LOST);
        assertThat(after(Duration.ofMinutes(6))).containsExactly(Alert.TLS_RENEWAL_FAILED);
        assertThat(after(Duration.ofMinutes(60))).isEmpty();
    }

    @Test
    void oneBackgroundTaskOfManyIsEnough() {
        AtomicLong lease = new AtomicLong(1);
        Gauge.builder("gateway.background.task.up", () -> 1)
                .tag("task", "bindings")
                .register(meters);
        Gauge.builder("gateway.background.task.up", lease::get)
                .tag("task", "lease")
                .register(meters);
        assertThat(after(Duration.ofMinutes(1))).isEmpty();

        lease.set(0);

        assertThat(after(Duration.ofSeconds(20))).isEmpty();
        assertThat(after(Duration.ofSeconds(20))).containsExactly(Alert.BACKGROUND_TASK_DOWN);
    }

    @Test
    void redisIsDownOnlyWhereItWasEverTried() {
        AtomicLong up = gauge("gateway.redis.up");
        assertThat(after(Duration.ofMinutes(5))).isEmpty();

        counter("gateway.redis.links", "failed").increment();

        assertThat(after(Duration.ofSeconds(59))).isEmpty();
        assertThat(after(Duration.ofSeconds(20))).containsExactly(Alert.REDIS_DOWN);
        up.set(1);
        assertThat(after(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void aCertificateSaysWhenItEnds() {
        AtomicLong ends = gauge(AlertConditions.CERTIFICATE_END);
        assertThat(after(Duration.ofMinutes(10))).isEmpty();

        ends.set(millis.get() / 1_000 + Duration.ofDays(13).toSeconds());

        assertThat(after(Duration.ofMinutes(6))).containsExactly(Alert.CERTIFICATE_EXPIRING);
        assertThat(board.firing().get(0).more()).isEqualTo("It expires at " + Instant.ofEpochSecond(ends.get()) + ".");
        ends.set(millis.get() / 1_000 - 5);
        assertThat(after(Duration.ofMinutes(2))).containsExactly(Alert.CERTIFICATE_EXPIRED, Alert.CERTIFICATE_EXPIRING);
    }

    @Test
    void aBoundIsNearAsTheSettingHasIt() {
        AtomicLong connections = gauge("gateway.connections");
        connections.set(81);
        assertThat(after(Duration.ofMinutes(2))).isEmpty();
        Gauge.builder("gateway.bound", () -> 100)
                .tag("setting", "max_connections")
                .register(meters);

        assertThat(after(Duration.ofMinutes(2))).containsExactly(Alert.CONNECTIONS_NEAR_BOUND);
    }

    @Test
    void aReplicaThatIsGoneIsMissedForAnHour() {
        AtomicLong replicas = gauge("gateway.replicas");
        replicas.set(2);
        assertThat(after(Duration.ofMinutes(1))).isEmpty();
        replicas.set(1);

        assertThat(after(Duration.ofMinutes(6))).containsExactly(Alert.REPLICA_DOWN);
        assertThat(after(Duration.ofMinutes(60))).isEmpty();
    }

    @Test
    void aClockThatWasSetBackStopsNothing() {
        counter("gateway.connection.events", "dropped").increment();
        assertThat(after(Duration.ofMinutes(1))).containsExactly(Alert.CONNECTION_EVENTS_LOST);

        millis.addAndGet(-Duration.ofHours(2).toMillis());
        meters.counter("gateway.defects", "where", "session").increment();

        assertThat(after(Duration.ofSeconds(1))).contains(Alert.INTERNAL_ERRORS);
    }
}
