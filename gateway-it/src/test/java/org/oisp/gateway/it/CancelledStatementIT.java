package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.database.BorrowedConnection;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.database.PostgresPool;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A statement may be given up at any moment: by a timeout, or because the gateway stops. The class fails if a buffer of its parameters is
 * not released.
 */
class CancelledStatementIT {

    private static final int STATEMENTS = 300;

    /** About as long as the statements take, in nanoseconds. */
    private static final long MOMENTS = 1_500_000;

    @Test
    void leavesNoBufferBehind(@TempDir Path directory) throws Exception {
        TestDatabase database = TestDatabase.shared();
        PostgresPool pool = new PostgresPool(Configuration.read(TestGateway.environment(database.port()), directory)
                .neighbours()
                .database());
        for (int i = 0; i < STATEMENTS; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            Disposable running = BorrowedConnection.use(pool.connections(), connection -> {
                        begun.countDown();
                        return twice(connection);
                    })
                    .subscribe();
            begun.await();
            long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(MOMENTS);
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            running.dispose();
        }
        assertThat(BorrowedConnection.use(pool.connections(), CancelledStatementIT::twice)
                        .block(Client.TIMEOUT))
                .isEqualTo("abc");
        pool.close().block(Client.TIMEOUT);
    }

    private static Mono<String> twice(Connection connection) {
        return select(connection).then(Mono.defer(() -> select(connection)));
    }

    private static Mono<String> select(Connection connection) {
        return Flux.from(connection
                        .createStatement("SELECT $1 || $2 || $3")
                        .bind("$1", "a")
                        .bind("$2", "b")
                        .bind("$3", "c")
                        .execute())
                .concatMap((Result result) -> result.map((row, metadata) -> row.get(0, String.class)))
                .next();
    }
}
