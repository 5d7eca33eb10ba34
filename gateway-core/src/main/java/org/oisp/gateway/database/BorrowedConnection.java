package org.oisp.gateway.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** A connection that is given back to its pool after use, whatever happened. */
public final class BorrowedConnection {

    private BorrowedConnection() {}

    /**
     * Does something with a connection.
     *
     * @param database lends it
     * @param work what to do
     * @param <T> what comes of it
     * @return what came of it; a connection that failed or was cancelled in the middle of something is not lent again
     */
    public static <T> Mono<T> use(ConnectionFactory database, Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(
                database.create(),
                work,
                Connection::close,
                (connection, error) -> abandon(connection),
                BorrowedConnection::abandon);
    }

    /**
     * Gives back a connection in the middle of something: the real one is closed first, so that the pool does not lend it again.
     */
    private static Publisher<Void> abandon(Connection connection) {
        Mono<Void> close = Mono.from(connection.close());
        if (connection instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof Connection real) {
            return Mono.from(real.close()).onErrorComplete().then(close);
        }
        return close;
    }
}
