package org.oisp.gateway.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Borrows a connection from its pool and always gives it back. */
public final class BorrowedConnection {

    private BorrowedConnection() {}

    /**
     * Runs work with a connection.
     *
     * @param database lends the connection; if it has an event loop, work is cancelled there
     * @param work uses the connection
     * @param <T> the type of the result
     * @return the result of the work; a connection whose work failed or was cancelled is not lent again
     */
    public static <T> Mono<T> use(ConnectionFactory database, Function<Connection, Mono<T>> work) {
        Mono<T> result = Mono.usingWhen(
                database.create(),
                work,
                Connection::close,
                (connection, error) -> abandon(connection),
                BorrowedConnection::abandon);
        // A cancellation from another thread can come between the encoding of a statement's parameters and the moment
        // when the driver takes charge of them: their buffers would never be released.
        return database instanceof EventLoopConnections own ? result.cancelOn(own.eventLoop()) : result;
    }

    /** Gives back a connection whose work was interrupted: closes the real connection first, so that the pool does not lend it again. */
    private static Publisher<Void> abandon(Connection connection) {
        Mono<Void> close = Mono.from(connection.close());
        if (connection instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof Connection real) {
            return Mono.from(real.close()).onErrorComplete().then(close);
        }
        return close;
    }
}
