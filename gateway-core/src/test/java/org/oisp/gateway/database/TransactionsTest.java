package org.oisp.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TransactionsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The caller waits for one timeout at most, however often the transaction is retried. */
    @Test
    void allTriesTogetherTakeNoLongerThanOneMay() {
        StepVerifier.withVirtualTime(() -> new Transactions(
                                new Conflicting(), TIMEOUT, new DatabaseEvents(new SimpleMeterRegistry()))
                        .run(DatabaseOperation.BIND, connection -> Mono.just(1), error -> false))
                .expectSubscription()
                .expectNoEvent(TIMEOUT.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOf(TimeoutException.class));
    }

    /** Each attempt ends in a conflict just before the timeout. */
    private static final class Conflicting implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.delay(TIMEOUT.minusMillis(1))
                    .then(Mono.error(new R2dbcTransientResourceException("deadlock detected", "40P01")));
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "conflicting";
        }
    }
}
