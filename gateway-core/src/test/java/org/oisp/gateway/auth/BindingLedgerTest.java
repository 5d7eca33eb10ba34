package org.oisp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.database.ReplicaSettings;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.RegistrationGrant;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Tests how long the ledger makes a device wait. What it writes is tested on a real database. */
class BindingLedgerTest {

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);
    private static final int BATCH = 3;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    private final List<String> answers = new ArrayList<>();

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    /** Otherwise each batch would wait for its own query timeout, and the last device of a fleet for minutes. */
    @Test
    void aSilentDatabaseCostsAllWhoWaitTheTimeOfOneQueryOnly() {
        DatabaseEvents events = new DatabaseEvents(new SimpleMeterRegistry());
        BindingLedger ledger = new BindingLedger(
                new Silent(),
                new DeviceReplicas(List.of(), new ReplicaSettings(QUERY_TIMEOUT, Duration.ofSeconds(5)), events, clock),
                new LedgerSettings("me.websocket-server:5000", QUERY_TIMEOUT, Duration.ofMillis(100), BATCH),
                events,
                clock);
        Disposable work = ledger.run().subscribe();
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < 4 * BATCH; i++) {
            ledger.bind(new DeviceClaim(new AccountId(new UUID(0, 1)), new DeviceId("d" + i)), verdict("d" + i))
                    .subscribe(answers::add);
            failed.add("d" + i + " DATABASE_FAILED");
        }

        clock.advanceTimeBy(QUERY_TIMEOUT.minusMillis(1));
        assertThat(answers).isEmpty();
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(answers).containsExactlyInAnyOrderElementsOf(failed);
        work.dispose();
    }

    private static RegistrationHandler<String> verdict(String device) {
        return new RegistrationHandler<>() {
            @Override
            public String granted(RegistrationGrant registrationGrant) {
                return device + " granted";
            }

            @Override
            public String refused(RegistrationOutcome why) {
                return device + " " + why;
            }
        };
    }

    /** A server that seems to accept the connection and never answers. */
    private static final class Silent implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.never();
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "silent";
        }
    }
}
